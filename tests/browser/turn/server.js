/* node-turn with passwords as coturn makes them from a shared secret (use-auth-secret): a name says until when
   it is good, and its password is the HMAC of the name. Give: address, port, secret. */
const { createHmac } = require("node:crypto");
const Turn = require("node-turn");

const [address, port, secret] = process.argv.slice(2);
const credentials = new Proxy({}, {
  get: (_, name) => Number(String(name).split(":")[0]) * 1_000 > Date.now() && createHmac("sha1", secret).update(String(name)).digest("base64"),
});
new Turn({
  authMech: "long-term", realm: "vsm.example", credentials, debugLevel: "OFF",
  listeningIps: [address], relayIps: [address], listeningPort: Number(port), minPort: 49_152, maxPort: 65_535,
}).start();
