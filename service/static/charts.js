/* For every table with data-chart="bar" a button that shows its figures as bars. The table is the default and stays. */
(() => {
  "use strict";

  const RED = "#b3261e";
  const INK = "#1f2328";

  // One bar a row: the words of the row's header and the number of its first cell that has one.
  const rowsOf = (table) => Array.from(table.tBodies[0].rows, (row) => {
    const cell = row.querySelector("td[data-value]");
    return { word: row.querySelector("th").textContent.trim(), number: cell ? Number(cell.dataset.value) : NaN,
      told: cell ? cell.textContent.trim() : "" };
  }).filter((row) => Number.isFinite(row.number));

  const shortened = (word, longest) => (word.length > longest ? `${word.slice(0, longest - 1)}…` : word);

  const draw = (place, table) => {
    const rows = rowsOf(table);
    const font = getComputedStyle(document.body);
    const size = parseFloat(font.fontSize);
    const longest = place.clientWidth < size * 40 ? 8 : 20;
    place.style.height = `${Math.max(rows.length, 3) * size * 2.2 + size * 3}px`;
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: font.fontFamily, fontSize: size * 0.9, color: INK },
      grid: { left: 0, right: size * 5, top: size / 2, bottom: size, containLabel: true },
      xAxis: { type: "value", min: 0, splitNumber: 3, axisLabel: { fontSize: size * 0.8, color: INK, hideOverlap: true } },
      // The first row of the table stands at the top.
      yAxis: { type: "category", inverse: true, data: rows.map((row) => shortened(row.word, longest)),
        axisLabel: { fontSize: size * 0.9, color: INK, interval: 0 }, axisTick: { show: false } },
      series: [{ type: "bar", data: rows.map((row) => row.number), itemStyle: { color: RED }, barMaxWidth: size * 1.4,
        label: { show: true, position: "right", fontSize: size * 0.9, color: INK, formatter: (bar) => rows[bar.dataIndex].told } }],
    });
    window.addEventListener("resize", () => chart.resize());
  };

  document.querySelectorAll('table[data-chart="bar"]').forEach((table, at) => {
    const place = document.createElement("div");
    place.id = `chart-${at + 1}`;
    place.className = "chart";
    place.hidden = true;
    // The same figures stand in the table, where they can be read aloud.
    place.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary mb-3";
    button.setAttribute("aria-controls", place.id);
    let drawn = false;
    const show = (open) => {
      place.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      button.textContent = `${open ? "收起图" : "看图"}${table.dataset.chartLabel ? `：${table.dataset.chartLabel}` : ""}`;
      if (open && !drawn) draw(place, table);
      drawn = drawn || open;
    };
    button.addEventListener("click", () => show(place.hidden));
    show(false);
    table.after(button, place); // below it, so that the button is not read as the table above's
  });
})();
