"""A local api.weixin.qq.com and faceid.tencentcloudapi.com for development and tests, never for people."""

from wechat.simulator.app import create_simulator as create_simulator
