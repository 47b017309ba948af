/** What differs between deployments. The address must be one of the mini-program's request domains. */
module.exports = {
  /** The service of the county, without a slash at the end. */
  baseUrl: "https://huigongka.example.gov.cn",
  /** Whom to call when the service cannot be asked. */
  county: { name: "长兴县总工会", phone: "0572-6022447" },
  /** How long one request may take, in milliseconds. */
  timeout: 15000,
};
