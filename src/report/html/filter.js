(() => {
  const bar = document.querySelector(".filter");
  if (!bar) return;
  bar.hidden = false;
  const text = bar.querySelector("input[type=search]");
  const severity = bar.querySelector("select");
  const status = bar.querySelector("output");
  const found = [...document.querySelectorAll("article[data-severity]")];
  const rank = ["info", "low", "medium", "high", "critical"];
  const whole = new Map();
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const least = rank.indexOf(severity.value);
    let shown = 0;
    for (const it of found) {
      const own = it.textContent.toLowerCase();
      const fits = words.every((word) => own.includes(word)) && rank.indexOf(it.dataset.severity) >= least;
      it.hidden = !fits;
      if (fits) shown += 1;
    }
    const narrowed = words.length > 0 || least > 0;
    for (const it of document.querySelectorAll("main details")) {
      if (!it.querySelector("article[data-severity]")) continue;
      if (!whole.has(it)) whole.set(it, it.open);
      it.open = narrowed ? Boolean(it.querySelector("article[data-severity]:not([hidden])")) : whole.get(it);
    }
    status.value = narrowed ? `${shown} of ${found.length} findings shown` : "";
  };
  text.addEventListener("input", apply);
  severity.addEventListener("change", apply);
  bar.querySelector("button").addEventListener("click", () => {
    text.value = "";
    severity.selectedIndex = 0;
    apply();
    text.focus();
  });
  // A link to something inside closed details opens them.
  const open = () => {
    let it = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    while (it) {
      if (it.tagName === "DETAILS") it.open = true;
      it = it.parentElement;
    }
  };
  addEventListener("hashchange", open);
  open();
})();
