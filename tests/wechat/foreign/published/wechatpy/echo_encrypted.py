# -*- coding: utf-8 -*-
import os

from flask import Flask, request, abort, render_template
from wechatpy.crypto import WeChatCrypto
from wechatpy import parse_message, create_reply
from wechatpy.utils import check_signature
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.exceptions import InvalidAppIdException

# set token or get from environments
TOKEN = os.getenv("WECHAT_TOKEN", "123456")
EncodingAESKey = os.getenv("WECHAT_ENCODING_AES_KEY", "")
AppId = os.getenv("WECHAT_APP_ID", "")

app = Flask(__name__)


@app.route("/")
def index():
    host = request.url_root
    return render_template("index.html", host=host)


@app.route("/wechat", methods=["GET", "POST"])
def wechat():
    signature = request.args.get("signature", "")
    timestamp = request.args.get("timestamp", "")
    nonce = request.args.get("nonce", "")
    echo_str = request.args.get("echostr", "")
    encrypt_type = request.args.get("encrypt_type", "")
    msg_signature = request.args.get("msg_signature", "")

    print("signature:", signature)
    print("timestamp: ", timestamp)
    print("nonce:", nonce)
    print("echo_str:", echo_str)
    print("encrypt_type:", encrypt_type)
    print("msg_signature:", msg_signature)

    try:
        check_signature(TOKEN, signature, timestamp, nonce)
    except InvalidSignatureException:
        abort(403)
    if request.method == "GET":
        return echo_str
    else:
        print(f"Raw message: \n{request.data}")
        crypto = WeChatCrypto(TOKEN, EncodingAESKey, AppId)
        try:
            msg = crypto.decrypt_message(request.data, msg_signature, timestamp, nonce)
            print(f"Decrypted message: \n{msg}")
        except (InvalidSignatureException, InvalidAppIdException):
            abort(403)
        msg = parse_message(msg)
        if msg.type == "text":
            reply = create_reply(msg.content, msg)
        else:
            reply = create_reply("Sorry, can not handle this for now", msg)
        return crypto.encrypt_message(reply.render(), nonce, timestamp)


if __name__ == "__main__":
    app.run("127.0.0.1", 5001, debug=True)
