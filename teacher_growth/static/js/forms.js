"use strict";
// One submit at a time, and a question before what cannot be taken back.
(function () {
  const agreed = new WeakSet();

  function release(form) {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[data-held]").forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("data-held");
    });
  }

  function hold(form) {
    form.setAttribute("aria-busy", "true");
    // after the browser has read the form: a disabled button would not be sent
    setTimeout(function () {
      form.querySelectorAll('button:not([type="button"]), input[type="submit"]').forEach(function (button) {
        if (button.disabled) return;
        button.disabled = true;
        button.setAttribute("data-held", "");
      });
    }, 0);
    // an answer that is a download leaves the page standing
    setTimeout(function () { release(form); }, 15000);
  }

  function ask(question, detail, label, danger) {
    const modal = document.getElementById("ask");
    if (!modal || !window.bootstrap) return Promise.resolve(window.confirm([question, detail].filter(Boolean).join("\n\n")));
    modal.querySelector("[data-question]").textContent = question;
    modal.querySelector("[data-detail]").textContent = detail || "";
    const yes = modal.querySelector("[data-yes]");
    yes.textContent = label;
    yes.className = danger ? "btn btn-danger" : "btn btn-primary";
    const dialog = window.bootstrap.Modal.getOrCreateInstance(modal);
    return new Promise(function (resolve) {
      let answer = false;
      function agree() { answer = true; dialog.hide(); }
      yes.addEventListener("click", agree);
      modal.addEventListener("hidden.bs.modal", function () {
        yes.removeEventListener("click", agree);
        resolve(answer);
      }, { once: true });
      dialog.show();
    });
  }

  function submitter(event) {
    const active = document.activeElement;
    return event.submitter || (active && active.form === event.target ? active : null);
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post") return;
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    const button = submitter(event);
    const asking = (button && button.dataset.confirm && button) || (form.dataset.confirm && form);
    if (!asking || agreed.has(form)) {
      agreed.delete(form);
      // another listener may still stop it
      setTimeout(function () { if (!event.defaultPrevented) hold(form); }, 0);
      return;
    }
    event.preventDefault();
    const label = button ? button.textContent.trim() : tg.word("yes");
    const danger = Boolean(button && button.classList.contains("btn-danger"));
    ask(asking.dataset.confirm, asking.dataset.detail, label, danger).then(function (yes) {
      if (!yes) return button && button.focus();
      agreed.add(form);
      if (button && form.requestSubmit) form.requestSubmit(button);
      else if (button) button.click();
      else form.submit();
    });
  });

  // a link to a plain page that asks: with scripts the question comes here, its form is on the page already
  tg.each("a[data-confirm]", function (link) {
    link.addEventListener("click", function (event) {
      const form = document.getElementById(link.dataset.form);
      if (!form || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const danger = link.classList.contains("btn-danger");
      ask(link.dataset.confirm, link.dataset.detail, link.dataset.yes, danger).then(function (yes) {
        if (!yes) return link.focus();
        hold(form);
        form.submit();
      });
    });
  });

  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll('form[aria-busy="true"]').forEach(release);
  });
})();
