// Calls of nobase-edge by wx.request; the token is kept in the program's storage.

const { HOST, APPID, SIGNATURE } = require("./config");

/** Calls an endpoint; answers `data`, or rejects with what the server says and its `code`. */
function call(endpoint, params = {}) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${HOST}/api/user/${endpoint}`,
      method: "POST",
      header: { "content-type": "application/x-www-form-urlencoded" },
      data: { appid: APPID, signature: SIGNATURE, ...params },
      success: ({ data }) => (data.code === 200 ? resolve(data.data) : reject({ code: data.code, message: data.data || data.msg })),
      fail: () => reject({ message: "网络出错，请稍后再试。" }),
    });
  });
}

const token = () => wx.getStorageSync("token");

async function login(user, pass) {
  const profile = await call("login", { user, pass });
  wx.setStorageSync("token", profile.token);
  wx.setStorageSync("user", profile.username);
  return profile;
}

const register = (user, pass, nickname) => call("register", { user, pass, nickname: nickname || user });
const profile = () => call("data", { user: wx.getStorageSync("user"), token: token() });
const signin = () => call("signin", { token: token() });

async function logout() {
  const ended = token();
  wx.removeStorageSync("token");
  await call("logout", { token: ended });
}

const isLoggedIn = () => Boolean(token());
const forget = () => wx.removeStorageSync("token");

module.exports = { login, register, profile, signin, logout, isLoggedIn, forget };
