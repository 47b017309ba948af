/** What differs between deployments. The address must be one of the mini-program's request domains. */
module.exports = {
  /** The service of the county, without a slash at the end. */
  baseUrl: "https://huigongka.example.gov.cn",
  /** How long one request may take, in milliseconds. */
  timeout: 15000,
};
