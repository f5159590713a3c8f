// Charts over a table that says the same.
// <div class="chart"><canvas data-chart="id" role="img" aria-label="…"></canvas></div> with a
// json_script of that id: {kind: "bar" | "line", labels: […], series: [{label, values}], unit}
"use strict";

(() => {
  const COLOURS = ["#0b5b57", "#a8481a", "#1a4c8b", "#7a4f00", "#1d6a40", "#52625f"];
  const LYING_FROM = 7; // more bars than this read better one under the other
  const ROW_PX = 28;
  const LINE_PX = 18;
  const NARROW = { px: 500, characters: 18 }; // a chart so narrow cuts its labels in lines
  const french = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

  // « Métropole Européenne / de Lille »: the canvas would cut a long label on a phone.
  const inLines = (label, most) =>
    label.split(" ").reduce((lines, word) => {
      const last = lines[lines.length - 1];
      if (last !== undefined && `${last} ${word}`.length <= most) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
      return lines;
    }, []);

  const datasets = (data) =>
    data.series.map((series, rank) => ({
      label: series.label,
      data: series.values.map(Number),
      backgroundColor: COLOURS[rank % COLOURS.length],
      borderColor: COLOURS[rank % COLOURS.length],
      borderWidth: data.kind === "line" ? 3 : 0,
      maxBarThickness: 48,
    }));

  const options = (data, lying) => {
    const [values, labels] = lying ? ["x", "y"] : ["y", "x"];
    return {
      indexAxis: lying ? "y" : "x",
      animation: false,
      maintainAspectRatio: false,
      plugins: {
        legend: { display: data.series.length > 1 },
        tooltip: {
          callbacks: { label: (item) => `${item.dataset.label} : ${french.format(item.raw)} ${data.unit}` },
        },
      },
      scales: {
        [values]: {
          beginAtZero: true,
          title: { display: Boolean(data.unit), text: data.unit },
          ticks: { callback: (value) => french.format(value) },
        },
        [labels]: { grid: { display: false }, ticks: { autoSkip: !lying } },
      },
    };
  };

  const draw = (canvas) => {
    const data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    const lying = data.kind === "bar" && (data.labels.length >= LYING_FROM || canvas.clientWidth < NARROW.px);
    const most = canvas.parentElement.clientWidth < NARROW.px ? NARROW.characters : Infinity;
    const labels = lying ? data.labels.map((label) => inLines(label, most)) : data.labels;
    if (lying) {
      const tallest = Math.max(...labels.map((lines) => lines.length)) * LINE_PX;
      const row = Math.max(data.series.length * ROW_PX, tallest + ROW_PX - LINE_PX);
      canvas.parentElement.style.height = `${labels.length * row + 90}px`;
    }
    new Chart(canvas, {
      type: data.kind,
      data: { labels, datasets: datasets(data) },
      options: options(data, lying),
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 14;
    Chart.defaults.color = "#1c2b2d";
    document.querySelectorAll("canvas[data-chart]").forEach(draw);
  });
  // A chart that htmx brought with a part of the page.
  document.addEventListener("htmx:afterSettle", (event) => {
    event.target.querySelectorAll("canvas[data-chart]").forEach(draw);
  });
})();
