// Runs the published tests of a client against the simulated platform: `node suite.js file url appid secret`. The files stand as
// they were published; what they require of their own package, and their credentials, come from here. One line of JSON a test.
'use strict';

const Module = require('module');
const path = require('path');
const httpx = require('httpx');

const [file, url, appid, appsecret] = process.argv.slice(2);
const client = path.basename(path.dirname(file));
const OWN = { '../': () => require(client), './config': () => ({ appid, appsecret }) };
const load = Module._load;
Module._load = function (name, ...more) {
  return OWN[name] ? OWN[name]() : load.call(this, name, ...more);
};

// A test of theirs does not wait for its answer, which was no fault to the Node.js of its day.
process.on('unhandledRejection', () => undefined);

const { request } = httpx;
httpx.request = (asked, ...more) =>
  request(asked.replace(/^https:\/\/api\.weixin\.qq\.com/, url), ...more);

// As mocha reads a file: first all that it describes, then one test after the other, with what goes before and after each group.
let group = { name: '', tests: [], before: [], after: [] };
const groups = [group];
global.describe = (name, tell) => {
  const around = group;
  group = { name: `${around.name} ${name}`.trim(), tests: [], before: [], after: [] };
  groups.push(group);
  tell();
  group = around;
};
global.it = (name, work) => group.tests.push({ name, work });
global.before = (work) => group.before.push(work);
global.after = (work) => group.after.push(work);
require(path.resolve(file));

const outcome = async (work) => {
  try {
    await work();
    return '';
  } catch (fault) {
    return fault.message || String(fault);
  }
};

const run = async () => {
  for (const { name, tests, before, after } of groups) {
    for (const work of before) await work();
    for (const one of tests) {
      const fault = await outcome(one.work);
      process.stdout.write(`${JSON.stringify({ test: `${name}: ${one.name}`, fault })}\n`);
    }
    for (const work of after) await work();
  }
};

run();
