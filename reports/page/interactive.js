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

  const draw = async (chart) => {
    const layout = narrow.matches ? "narrow" : "wide";
    const source = document.getElementById(`spec-${chart.dataset.chart}-${layout}`);
    const target = document.createElement("div");
    target.className = "interactive";
    target.setAttribute("role", "img");
    target.setAttribute("aria-label", chart.querySelector(".static").getAttribute("aria-label"));
    chart.querySelector(".interactive")?.remove();
    chart.classList.remove("drawn");
    chart.append(target);
    try {
      const plot = document.createElement("div");
      target.append(plot);
      await globalThis.vegaEmbed(plot, JSON.parse(source.textContent), options);
      // One image with one alternative text, in place of a tree of marks.
      for (const node of target.querySelectorAll("[role], [aria-label], [aria-roledescription]")) {
        for (const name of ["role", "aria-label", "aria-roledescription"]) node.removeAttribute(name);
      }
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
})();
