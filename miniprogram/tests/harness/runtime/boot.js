// Loads the mini-program in WeChat's order: templates and styles, App(), every component and page, then onLaunch.
import * as builtIns from "./builtins/index.js";
import { app, defineApp } from "./app.js";
import { drawBars } from "./bars.js";
import { listen } from "./listeners.js";
import { entered } from "./opening.js";
import { stage } from "./stage.js";
import { ownTags, space } from "./space.js";
import { addSheet } from "./sheets.js";
import { useService } from "./wx/request.js";

// What a .wxs file may call.
Object.assign(globalThis, {
  getRegExp: (...given) => new RegExp(...given),
  getDate: (...given) => new Date(...given),
});

export function boot({ app: config, style, parts }, { templates, config: ownConfig, scripts }) {
  useService(ownConfig().baseUrl);
  builtIns.register();
  addSheet("app", style);
  for (const part of parts) describe(part, templates);
  globalThis.App = defineApp;
  globalThis.Behavior = (given) =>
    space
      .behavior()
      .definition(found(toldReady(given)))
      .register();
  globalThis.getApp = () => app.instance;
  globalThis.getCurrentPages = () => stage.pages();
  scripts.app();
  for (const { name } of parts) define(name, scripts[name]);
  document.body.classList.toggle("v2", config.style === "v2");
  drawBars(config);
  listen();
  stage.set(config, parts);
  app.launch(entered());
  stage.open(entered());
}

function describe({ name, config, using, scope, style, isPage }, templates) {
  for (const tag of Object.keys(using)) ownTags.add(tag);
  const usingComponents = {
    ...builtIns.places,
    ...Object.fromEntries(Object.entries(using).map(([tag, place]) => [tag, `/${place}`])),
  };
  space.addComponentStaticConfig(name, { ...config, usingComponents });
  space.addCompiledTemplate(name, { groupList: templates, content: templates[name] });
  // The framework puts the scope's name before the classes; the sheet itself is ours to switch on and off.
  space.addStyleSheet(name, undefined, scope);
  addSheet(name, style, isPage);
}

/** With its behaviors found, of which some are named only. */
const found = (given) => ({
  ...given,
  behaviors: (given.behaviors || []).map(builtIns.behaviorOf),
});

/** With «ready», which the framework leaves to its host: once, when the component has been laid out. */
function toldReady(given) {
  const { ready, attached } = given.lifetimes || {};
  if (!ready) return given;
  const told = function () {
    attached?.call(this);
    setTimeout(() => ready.call(this));
  };
  return { ...given, lifetimes: { ...given.lifetimes, ready: undefined, attached: told } };
}

function define(name, load) {
  Object.assign(globalThis, {
    Page: (given) => space.component(name).pageDefinition(found(given)).register(),
    Component: (given) =>
      space
        .component(name)
        .definition(found(toldReady(given)))
        .register(),
  });
  load();
}
