// 换成你自己的 / put in your own
module.exports = {
  HOST: "https://api.example.com",
  APPID: "9870700171",
  SIGNATURE: "1234755ef7d63ca381abd5a97e832e59",
};
