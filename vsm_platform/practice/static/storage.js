/*
 * LTI platform storage (LTI Client Side postMessages 1.0, LTI postMessage Storage 1.0).
 *
 * The script stands in the page around a tool's frame and, if the platform names a storage frame,
 * in that hidden frame too. The page answers `lti.capabilities`; `lti.put_data` and `lti.get_data`
 * are answered by the storage frame or, with the target `_parent`, by the page itself. Each
 * origin has a store of its own, and only origins of registered tools are answered.
 */
(() => {
  "use strict";
  const settings = document.currentScript.dataset;
  const origins = new Set(settings.origins.split(" ").filter(Boolean));
  const isStorageFrame = settings.role === "frame";
  const stores = isStorageFrame || settings.target === "_parent";
  const maximumKeys = 100;
  const maximumCharacters = 4096;
  const valuesByOrigin = new Map();

  const capabilities = () => {
    const subjects = [{ subject: "lti.capabilities" }];
    if (settings.target) {
      subjects.push({ subject: "lti.put_data", frame: settings.target });
      subjects.push({ subject: "lti.get_data", frame: settings.target });
    }
    return { supported_messages: subjects };
  };

  const refuse = (code, message) => ({ error: { code, message } });

  const put = (values, { key, value }) => {
    if (typeof key !== "string" || !key) return refuse("bad_request", "key must be a text.");
    if (value === null || value === undefined) {
      values.delete(key);
      return { key, value: null };
    }
    if (key.length + String(value).length > maximumCharacters) {
      return refuse("storage_exhaustion", "The value is too long.");
    }
    if (!values.has(key) && values.size >= maximumKeys) {
      return refuse("storage_exhaustion", "There are too many values.");
    }
    values.set(key, String(value));
    return { key, value: values.get(key) };
  };

  const get = (values, { key }) => {
    if (typeof key !== "string" || !key) return refuse("bad_request", "key must be a text.");
    return { key, value: values.get(key) ?? null };
  };

  const answer = (origin, data) => {
    if (data.subject === "lti.capabilities") return isStorageFrame ? null : capabilities();
    if (data.subject !== "lti.put_data" && data.subject !== "lti.get_data") return null;
    if (!settings.target) return null;
    if (!stores) return refuse("wrong_frame", `Send this to the frame ${settings.target}.`);
    if (!valuesByOrigin.has(origin)) valuesByOrigin.set(origin, new Map());
    const values = valuesByOrigin.get(origin);
    return data.subject === "lti.put_data" ? put(values, data) : get(values, data);
  };

  addEventListener("message", ({ data, origin, source }) => {
    if (!data || typeof data.subject !== "string" || !origins.has(origin) || !source) return;
    const content = answer(origin, data);
    if (content === null) return;
    source.postMessage(
      { subject: `${data.subject}.response`, message_id: data.message_id, ...content },
      origin,
    );
  });
})();
