const api = require("../../api");

Page({
  data: { user: "", pass: "", nickname: "", profile: null, said: "" },

  onShow() {
    if (api.isLoggedIn()) this.doing(() => this.show());
  },

  typed({ currentTarget, detail }) {
    this.setData({ [currentTarget.dataset.name]: detail.value });
  },

  login() {
    const { user, pass } = this.data;
    return this.doing(async () => {
      await api.login(user, pass);
      await this.show();
    });
  },

  register() {
    const { user, pass, nickname } = this.data;
    return this.doing(async () => {
      const said = await api.register(user, pass, nickname);
      await api.login(user, pass);
      await this.show();
      return said;
    });
  },

  signin() {
    return this.doing(async () => {
      const said = await api.signin();
      await this.show();
      return said;
    });
  },

  logout() {
    this.setData({ profile: null });
    return this.doing(() => api.logout());
  },

  async show() {
    try {
      this.setData({ profile: await api.profile(), pass: "" });
    } catch (error) {
      // The token has ended: log in again.
      if (error.code) {
        api.forget();
        this.setData({ profile: null });
      }
      throw error;
    }
  },

  /** Does something, and tells what came of it. */
  async doing(action) {
    try {
      this.setData({ said: (await action()) || "" });
    } catch ({ message }) {
      this.setData({ said: message });
    }
  },
});
