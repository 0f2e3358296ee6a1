/* Up to four talk from browser to browser (WebRTC); what it takes to find each other goes over the live
   connection (web/live.py, "signal"): addresses go to the one browser that they are for. Each device bears a number of its own; the smaller one makes the offers. */
const MOST = 4, GATHER = 2_000, PATIENCE = 12_000, TRIES = 2;

export function join(place, signals, findWays) {
  const [, leaving, mute, unmute, cameraOn, cameraOff, asking, noMicrophone, alone, connected, looking, noWay, full] = place.dataset.words.split("|");
  const [buttons, status, faces] = ["[data-buttons]", "[role=status]", ".faces"].map((one) => place.querySelector(one));
  const own = Array.from(crypto.getRandomValues(new Uint8Array(8)), (one) => one.toString(16).padStart(2, "0")).join("");
  const others = new Map(); // What is known of each other device: name, connection, tries, and by which line it hears.
  const begin = buttons.firstElementChild;
  let ways, microphone, camera;

  const say = (text) => (status.textContent = text);
  const button = (label, act) => {
    const one = Object.assign(document.createElement("button"), { type: "button", className: "button secondary small", textContent: label });
    one.addEventListener("click", () => act(one));
    return one;
  };
  const send = (to, signal) => signals.send({ from: own, to, ...signal }, others.get(to)?.hears);

  async function start() {
    begin.disabled = true;
    say(asking);
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch {
      begin.disabled = false;
      begin.addEventListener("click", start, { once: true });
      return say(noMicrophone);
    }
    ways = await findWays().catch(() => []);
    buttons.replaceChildren(button(mute, toggleVoice), button(cameraOn, toggleCamera), button(leaving, () => leave()));
    buttons.firstElementChild.focus();
    signals.heard = hear;
    // After a lost line the others have to learn by which one this device hears now.
    signals.opened = () => send(null, { kind: "here" });
    addEventListener("pagehide", () => leave());
    show();
    send(null, { kind: "hello" });
  }

  function toggleVoice(one) {
    const [track] = microphone.getAudioTracks();
    track.enabled = !track.enabled;
    one.textContent = track.enabled ? mute : unmute;
  }

  async function toggleCamera(one) {
    if (camera) camera = void camera.getTracks().forEach((track) => track.stop());
    else camera = await navigator.mediaDevices.getUserMedia({ video: { width: 480, height: 360, frameRate: 15 } }).catch(() => null);
    one.textContent = camera ? cameraOff : cameraOn;
    for (const { line } of others.values()) if (line) await lend(line);
    send(null, { kind: "camera", on: Boolean(camera) });
    picture(own, camera, Boolean(camera), true);
  }

  /** Our voice and picture go over the two lanes that each connection has from the beginning. */
  async function lend(line) {
    const lanes = line.getTransceivers();
    for (const lane of lanes) lane.direction = "sendrecv";
    await lanes[0]?.sender.replaceTrack(microphone.getAudioTracks()[0]);
    await lanes[1]?.sender.replaceTrack(camera?.getVideoTracks()[0] ?? null);
  }

  async function hear({ name, signal, line }) {
    if (typeof signal?.from !== "string" || signal.from === own || (signal.to && signal.to !== own)) return;
    const { from, kind } = signal;
    if (kind === "full" && !others.size) return leave(full);
    if (kind === "bye") return forget(from);
    if (!others.has(from)) {
      if (kind === "camera") return;
      if (others.size >= MOST - 1) return kind === "hello" ? signals.send({ from: own, to: from, kind: "full" }, line) : undefined;
      others.set(from, { name, tries: 0 });
    }
    const other = others.get(from);
    other.hears = line;
    if (kind === "hello" || kind === "here") {
      if (kind === "hello") send(from, { kind: "here" });
      if (own < from && !other.line) await offer(from);
    } else if (kind === "offer") {
      await answer(from, signal.words);
    } else if (kind === "answer" && other.line?.signalingState === "have-local-offer") {
      await other.line.setRemoteDescription({ type: "answer", sdp: signal.words });
    } else if (kind === "camera") {
      other.camera = signal.on;
      picture(from, other.media, signal.on);
    }
    show();
  }

  function connect(device) {
    const other = others.get(device);
    other.line?.close();
    const line = (other.line = new RTCPeerConnection({ iceServers: ways }));
    other.media = new MediaStream();
    other.began = performance.now();
    line.ontrack = ({ track }) => {
      other.media.addTrack(track);
      picture(device, other.media, Boolean(other.camera));
    };
    line.onconnectionstatechange = () => {
      if (line !== other.line) return;
      if (line.connectionState === "connected" && camera) send(device, { kind: "camera", on: true });
      if (line.connectionState === "failed") again(device);
      show();
    };
    setTimeout(() => line === other.line && line.connectionState !== "connected" && again(device), PATIENCE);
    return line;
  }

  function again(device) {
    const other = others.get(device);
    if (!other) return;
    other.tries += 1;
    other.given = other.line;
    if (own < device && other.tries < TRIES) offer(device);
    else if (other.tries >= TRIES) other.line.close();
    show();
  }

  async function offer(device) {
    const line = connect(device);
    for (const kind of ["audio", "video"]) line.addTransceiver(kind, { direction: "sendrecv" });
    await lend(line);
    await line.setLocalDescription();
    await gathered(line);
    send(device, { kind: "offer", words: line.localDescription.sdp });
  }

  async function answer(device, words) {
    // Whoever offers anew has given the last try up, perhaps a moment before this side would have.
    const other = others.get(device);
    if (other?.line && other.line.connectionState !== "connected" && other.given !== other.line) other.tries += 1;
    const line = connect(device);
    await line.setRemoteDescription({ type: "offer", sdp: words });
    await lend(line);
    await line.setLocalDescription();
    await gathered(line);
    send(device, { kind: "answer", words: line.localDescription.sdp });
  }

  /** All addresses go in one message; a server that does not answer is not waited for. */
  const gathered = (line) =>
    new Promise((done) => {
      const look = () => line.iceGatheringState === "complete" && done();
      line.addEventListener("icegatheringstatechange", look);
      setTimeout(done, GATHER);
      look();
    });

  function picture(device, media, isShown, isOwn) {
    let face = faces.querySelector(`[data-device="${device}"]`);
    if (!face) {
      face = Object.assign(document.createElement("video"), { autoplay: true, playsInline: true, muted: Boolean(isOwn) });
      face.dataset.device = device;
      faces.append(face);
    }
    face.srcObject = media ?? null;
    face.classList.toggle("unseen", !isShown);
    if (others.has(device)) face.ariaLabel = others.get(device).name;
  }

  function forget(device) {
    others.get(device)?.line?.close();
    others.delete(device);
    faces.querySelector(`[data-device="${device}"]`)?.remove();
    show();
  }

  /** Who is heard, who is looked for, and to whom no way leads. */
  function show() {
    if (!microphone) return;
    const names = { yes: [], no: [], perhaps: [] };
    for (const { name, line, tries } of others.values()) {
      names[line?.connectionState === "connected" ? "yes" : tries >= TRIES ? "no" : "perhaps"].push(name);
    }
    const told = [[connected, names.yes], [looking, names.perhaps], [noWay, names.no]];
    const text = told.filter(([, some]) => some.length).map(([words, some]) => words.replace("…", () => some.join(", ")));
    say(text.join(" ") || alone);
  }

  function leave(text = "") {
    if (!microphone) return;
    send(null, { kind: "bye" });
    for (const media of [microphone, camera]) media?.getTracks().forEach((track) => track.stop());
    for (const device of [...others.keys()]) forget(device);
    microphone = camera = undefined;
    faces.replaceChildren();
    delete signals.heard;
    delete signals.opened;
    begin.disabled = false;
    buttons.replaceChildren(begin);
    begin.addEventListener("click", start, { once: true });
    say(text);
  }

  start();
}
