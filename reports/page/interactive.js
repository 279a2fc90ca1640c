// Draws each chart anew with tooltips and legends that toggle. Where this fails, the static picture stays.
(() => {
  const narrow = matchMedia("(max-width: 59.9rem)");
  const options = {
    mode: "vega-lite",
    renderer: "svg",
    ast: true,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };

  const specOf = (chart) => {
    const { both, wide, narrow: small } = JSON.parse(
      document.getElementById(`spec-${chart.dataset.chart}`).textContent,
    );
    return { ...both, ...narrow.matches ? small : wide };
  };

  // A tap is what a moving pointer is to a mouse: it shows a mark's numbers until one taps elsewhere.
  document.addEventListener("click", ({ target, clientX, clientY, pointerType }) => {
    if (pointerType === "mouse") return;
    document.getElementById("vg-tooltip-element")?.classList.remove("visible");
    if (target.closest(".interactive") === null) return;
    const at = { bubbles: true, clientX, clientY, pointerType: "mouse" };
    target.dispatchEvent(new PointerEvent("pointermove", at));
  });

  const hintOf = (spec) => {
    const hint = document.createElement("p");
    hint.className = "hint";
    const filters = JSON.stringify(spec).includes('"bind":"legend"');
    hint.textContent = `Point or tap for numbers${filters ? "; click the legend to filter" : ""}.`;
    return hint;
  };

  const draw = async (chart) => {
    const target = document.createElement("div");
    target.className = "interactive";
    target.setAttribute("role", "img");
    target.setAttribute("aria-label", chart.querySelector(".static").getAttribute("aria-label"));
    chart.querySelector(".interactive")?.remove();
    chart.querySelector(".hint")?.remove();
    chart.classList.remove("drawn");
    chart.append(target);
    try {
      const plot = document.createElement("div");
      target.append(plot);
      const spec = specOf(chart);
      await globalThis.vegaEmbed(plot, spec, options);
      // One image with one alternative text, in place of a tree of marks.
      for (const node of target.querySelectorAll("[role], [aria-label], [aria-roledescription]")) {
        for (const name of ["role", "aria-label", "aria-roledescription"]) node.removeAttribute(name);
      }
      chart.append(hintOf(spec));
      chart.classList.add("drawn");
    } catch (error) {
      target.remove();
      // deno-lint-ignore no-console
      console.error(`chart ${chart.dataset.chart} stays static:`, error);
    }
  };

  const charts = document.querySelectorAll("[data-chart]");
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "400px" });
  const watch = () => charts.forEach((chart) => seen.observe(chart));
  narrow.addEventListener("change", watch);
  watch();

  // The menu of a phone closes where it has led somewhere; the contents say where one is.
  const menu = document.querySelector(".menu details");
  menu?.addEventListener("click", ({ target }) => {
    if (target.closest("a") !== null) menu.open = false;
  });
  const links = document.querySelectorAll(".aside a[href^='#']");
  const here = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      for (const link of links) {
        if (link.hash === `#${target.id}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const section of document.querySelectorAll("main > section, main > .screen")) here.observe(section);
})();
