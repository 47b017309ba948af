// wx.createSelectorQuery: where things stand, and the canvas to draw on.
import { stage } from "../stage.js";
import { phone } from "./phone.js";
import { object } from "./strict.js";

function seen(element, wanted) {
  const box = element.getBoundingClientRect();
  const { id, dataset } = element.__wxElement;
  return {
    ...(wanted.id && { id }),
    ...(wanted.dataset && { dataset }),
    ...(wanted.rect && { left: box.left, top: box.top, right: box.right, bottom: box.bottom }),
    ...(wanted.size && { width: box.width, height: box.height }),
    ...(wanted.scrollOffset && { scrollLeft: element.scrollLeft, scrollTop: element.scrollTop }),
    // An old WeChat gives the place of a canvas and no node.
    ...(wanted.node && phone.canvasNodes && { node: element }),
  };
}

const viewport = () => ({
  id: "",
  dataset: {},
  left: 0,
  top: 0,
  right: innerWidth,
  bottom: innerHeight,
  width: innerWidth,
  height: innerHeight,
  scrollLeft: scrollX,
  scrollTop: scrollY,
});

function createSelectorQuery() {
  const questions = [];
  let within = stage.top.page;
  const query = object("SelectorQuery", {
    in(component) {
      within = component;
      return query;
    },
    select: (selector) => nodes((root) => found(root.querySelector(selector))),
    selectAll: (selector) =>
      nodes(
        (root) => (wanted) => root.querySelectorAll(selector).map((one) => seen(one.$$, wanted)),
      ),
    selectViewport: () => nodes(() => viewport),
    exec(callback) {
      setTimeout(() => {
        const answers = questions.map(({ component, find, wanted, tell }) => {
          const answer = find(component._$.getShadowRoot())(wanted);
          tell?.(answer);
          return answer;
        });
        callback?.(answers);
      });
    },
  });
  const nodes = (find) => {
    const component = within;
    const question = (wanted) => (tell) => {
      questions.push({ component, find, wanted, tell });
      return query;
    };
    return object("NodesRef", {
      fields: (wanted, tell) => question(wanted)(tell),
      boundingClientRect: question({ id: true, dataset: true, rect: true, size: true }),
      scrollOffset: question({ id: true, dataset: true, scrollOffset: true }),
      node: question({ node: true }),
    });
  };
  return query;
}

const found = (element) => (wanted) => (element ? seen(element.$$, wanted) : null);

export default { createSelectorQuery };
