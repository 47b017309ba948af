// The envelope of a push by wechat-crypto and by @wecom/crypto: both seal a message; both open one; as one JSON line.
'use strict';

const WXBizMsgCrypt = require('wechat-crypto');
const wecom = require('@wecom/crypto');

const { token, key, appid, message, sealed } = JSON.parse(process.argv[2]);
const timestamp = String(Math.floor(Date.now() / 1000));
const nonce = '1234567890';
const theirs = new WXBizMsgCrypt(token, key, appid);

const sealedBy = (Encrypt, signature) => ({ Encrypt, timestamp, nonce, msg_signature: signature });
const told = { by: {}, opened: {}, signature: {} };
const first = theirs.encrypt(message);
told.by['wechat-crypto'] = sealedBy(first, theirs.getSignature(timestamp, nonce, first));
const second = wecom.encrypt(key, message, appid);
told.by['@wecom/crypto'] = sealedBy(second, wecom.getSignature(token, timestamp, nonce, second));
told.opened['wechat-crypto'] = theirs.decrypt(sealed.Encrypt);
told.opened['@wecom/crypto'] = wecom.decrypt(key, sealed.Encrypt);
told.signature['wechat-crypto'] = theirs.getSignature(sealed.timestamp, sealed.nonce, sealed.Encrypt);
told.signature['@wecom/crypto'] = wecom.getSignature(token, sealed.timestamp, sealed.nonce, sealed.Encrypt);
process.stdout.write(JSON.stringify(told));
