// An official account run by co-wechat-api and co-wechat-oauth, as their own examples do; its answers as one JSON line.
'use strict';

const API = require('co-wechat-api');
const OAuth = require('co-wechat-oauth');

const asked = JSON.parse(process.argv[2]);

// The clients know one address of the platform; here every request of theirs goes to the one that the test names.
const toSimulator = (client) => {
  const { request } = client;
  client.request = (url, ...more) =>
    request.call(client, url.replace(/^https:\/\/(api|mp)\.weixin\.qq\.com/, asked.url), ...more);
  return client;
};

// What a call is refused with: the platform's own number.
const refused = async (call) => {
  try {
    await call;
  } catch (fault) {
    return fault.code;
  }
  return 0;
};

const main = async () => {
  const api = toSimulator(new API(asked.appid, asked.secret));
  const oauth = toSimulator(new OAuth(asked.appid, asked.secret));
  const phone = toSimulator(new API(asked.mini.appid, asked.mini.secret));
  const told = {};

  await api.createMenu(asked.menu);
  told.menu = await api.getMenu();
  told.shown = await api.getMenuConfig();
  told.user = await api.getUser(asked.follower);
  told.users = await api.batchGetUsers([asked.follower, 'o-nobody']);
  told.followers = await api.getFollowers();
  told.template = await api.sendTemplate(asked.follower, asked.template, 'https://example.org/', '#000', {
    thing1: { value: '样例' },
  });
  told.noTemplate = await refused(api.sendTemplate(asked.follower, 'T-none', '', '', {}));
  told.text = await api.sendText(asked.follower, '您好');
  told.late = await refused(api.sendText('o-nobody', '您好'));
  told.scene = await api.createTmpQRCode('union-7', 600);
  told.lasting = await api.createLimitQRCode(7);
  told.rules = await api.getAutoreply();
  told.ticket = await api.ensureTicket('jsapi');
  told.config = await api.getJsConfig({ url: 'https://example.org/', jsApiList: [] });

  const granted = await oauth.getAccessToken(asked.code);
  told.granted = granted.data;
  told.user_of_page = await oauth.getUser(granted.data.openid);
  told.verified = await oauth.verifyToken(granted.data.openid, granted.data.access_token);
  told.usedCode = await refused(oauth.getAccessToken(asked.code));
  told.refreshed = (await oauth.refreshAccessToken(granted.data.refresh_token)).data;

  told.login = await phone.code2Session(asked.mini.code);
  told.drawn = (await phone.getWXACodeUnlimit('u=1', asked.mini.page)).length;
  told.noPage = await refused(phone.getWXACodeUnlimit('u=1', 'pages/no/such'));
  told.sent = await phone.sendSubscribeMessage(asked.mini.openid, asked.mini.template, '', {
    thing1: { value: '样例' },
  });
  told.notSubscribed = await refused(
    phone.sendSubscribeMessage(asked.mini.openid, asked.mini.template, '', { thing1: { value: '样例' } }),
  );
  await api.removeMenu();
  told.noMenu = await refused(api.getMenu());
  return told;
};

main().then(
  (told) => process.stdout.write(JSON.stringify(told)),
  (fault) => {
    process.stderr.write(`${fault.name} ${fault.code} ${fault.stack}\n`);
    process.exit(1);
  },
);
