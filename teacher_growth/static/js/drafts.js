"use strict";
// What was typed stays on this computer until it has arrived: through errors, a lost session, a lost network.
// Kept apart by sign-in name, forgotten on sign-out and after two weeks; never passwords, files or hidden fields.
(function () {
  const PREFIX = "tg-draft|";
  const OLDEST = 14 * 24 * 3600 * 1000;
  const SKIPPED = ["password", "file", "hidden", "submit", "button", "reset", "image"];
  let store = null;
  try { store = window.localStorage; store.getItem(PREFIX); } catch (error) { return; }
  if (!store) return;

  const login = document.body.dataset.login || "";

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (error) { return null; }
  }
  function write(key, draft) {
    try { store.setItem(key, JSON.stringify(draft)); return true; } catch (error) { return false; }
  }
  function keys() {
    return Object.keys(store).filter(function (key) { return key.indexOf(PREFIX) === 0; });
  }

  // the server says "done" by a flash; before that a sent form may still come back
  const arrived = document.querySelector('[data-flash="message"], [data-flash="success"]') !== null;
  keys().forEach(function (key) {
    const draft = read(key);
    const old = !draft || Date.now() - draft.at > OLDEST;
    const mine = key.indexOf(PREFIX + login + "|") === 0;
    if (old || (mine && draft.sent && arrived)) store.removeItem(key);
  });

  function fields(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && SKIPPED.indexOf(field.type) < 0 && field.dataset.noDraft === undefined && !field.readOnly;
    });
  }
  function values(form) {
    return fields(form).map(function (field) {
      if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
      if (field.type === "select-multiple") {
        return [field.name, Array.from(field.selectedOptions, function (option) { return [option.value, option.text]; })];
      }
      const text = field.type === "select-one" && field.selectedOptions[0] ? field.selectedOptions[0].text : undefined;
      return [field.name, field.value, text];
    });
  }
  function choose(field, pairs) {
    pairs.forEach(function (pair) {
      const known = Array.from(field.options).some(function (option) { return option.value === pair[0]; });
      // options of a picker come from the server as they are searched
      if (!known && field.dataset.url) field.add(new Option(pair[1], pair[0]));
    });
    const chosen = pairs.map(function (pair) { return pair[0]; });
    Array.from(field.options).forEach(function (option) { option.selected = chosen.indexOf(option.value) >= 0; });
  }
  function fill(form, saved) {
    const left = saved.slice();
    fields(form).forEach(function (field) {
      const box = field.type === "checkbox" || field.type === "radio";
      const at = left.findIndex(function (each) { return each[0] === field.name && (!box || each[1] === field.value); });
      if (at < 0) return;
      const value = left.splice(at, 1)[0];
      if (box) field.checked = value[2];
      else if (field.type === "select-multiple") choose(field, value[1]);
      else if (field.type === "select-one") choose(field, [[value[1], value[2]]]);
      else field.value = value[1];
      field.dispatchEvent(new CustomEvent("tg:filled", { bubbles: true }));
    });
  }

  tg.each("form[data-draft]", function (form) {
    const key = [PREFIX.slice(0, -1), login, location.pathname, form.dataset.draft].join("|");
    const note = form.querySelector("[data-draft-note]");
    const initial = values(form);
    const draft = read(key);
    let timer = null;

    function save(sent) {
      clearTimeout(timer);
      timer = null;
      const kept = write(key, { at: Date.now(), sent: sent, values: values(form) });
      if (note) note.textContent = kept ? tg.word("draft_kept") : "";
    }

    if (form.dataset.failed !== undefined) {
      // after errors the server's page holds what was typed, and is newer
      save(false);
    } else if (draft && JSON.stringify(draft.values) !== JSON.stringify(initial)) {
      fill(form, draft.values);
      const when = new Date(draft.at);
      const two = function (number) { return String(number).padStart(2, "0"); };
      const time = [two(when.getMonth() + 1), two(when.getDate())].join("-") + " " + [two(when.getHours()), two(when.getMinutes())].join(":");
      const line = tg.element("div", "draft-restored");
      const drop = tg.element("button", "btn btn-link btn-sm", tg.word("draft_drop"));
      line.setAttribute("role", "status");
      line.append(tg.element("span", "", tg.word("draft_restored", { time: time })), drop);
      drop.type = "button";
      drop.addEventListener("click", function () {
        clearTimeout(timer);
        store.removeItem(key);
        timer = null;
        fill(form, initial);
        line.remove();
      });
      form.prepend(line);
    }

    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 400, false); });
    form.addEventListener("change", function () { clearTimeout(timer); timer = setTimeout(save, 400, false); });
    form.addEventListener("submit", function () { save(true); });
    window.addEventListener("pagehide", function () { if (timer) save(false); });
  });

  tg.each("form[data-forget-drafts]", function (form) {
    form.addEventListener("submit", function () {
      keys().forEach(function (key) { if (key.indexOf(PREFIX + login + "|") === 0) store.removeItem(key); });
    });
  });
})();
