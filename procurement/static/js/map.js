// Maps without tiles: the communes draw the territory, the points lie over it.
// <div class="map" data-map="id"> with a json_script of that id:
// {territory: [[lat, lon], …], points: [{lat, lon, label, kind, radius_km?, size?, name?}]}
// `served`: communes that are served, told apart from the others.
// `size` is the point's radius in pixels; `name` is written beside it.
"use strict";

(() => {
  const QUIET = { radius: 3, stroke: false, fillColor: "#52625f", fillOpacity: 0.35, interactive: false };
  const SERVED = { ...QUIET, fillColor: "#0b5b57", fillOpacity: 0.7 };
  const COLOURS = { site: "#0b5b57", member: "#1a4c8b", supplier: "#a8481a" };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const textNode = (text) => {
    const span = document.createElement("span");
    span.textContent = text;
    return span;
  };

  const addPoint = (layer, point) => {
    const color = COLOURS[point.kind] || COLOURS.site;
    L.circleMarker([point.lat, point.lon], { radius: point.size || 7, weight: 2, color: "#fff", fillColor: color, fillOpacity: point.size ? 0.75 : 0.95 })
      .bindTooltip(textNode(point.label))
      .addTo(layer);
    if (point.name) {
      const name = textNode(point.name);
      name.style.marginTop = `${point.size || 7}px`; // below the point, whatever its size
      const icon = L.divIcon({ className: "map-name", iconSize: null, html: name });
      L.marker([point.lat, point.lon], { icon, interactive: false, keyboard: false }).addTo(layer);
    }
    if (point.radius_km) {
      L.circle([point.lat, point.lon], { radius: point.radius_km * 1000, weight: 1, color, fillOpacity: 0.04, interactive: false })
        .addTo(layer);
    }
  };

  // A circle has no bounds of its own before the map has a view.
  const extent = (data) => {
    const bounds = L.latLngBounds([...data.territory, ...(data.served || [])]);
    data.points.forEach((point) => {
      const at = L.latLng(point.lat, point.lon);
      bounds.extend(point.radius_km ? at.toBounds(2000 * point.radius_km) : at);
    });
    return bounds;
  };

  const draw = (element) => {
    const data = JSON.parse(document.getElementById(element.dataset.map).textContent);
    const map = L.map(element, {
      attributionControl: false,
      scrollWheelZoom: false,
      keyboard: false,
      zoomSnap: 0.25,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      preferCanvas: data.territory.length + (data.served?.length || 0) + data.points.length > 400,
    });
    const layer = L.featureGroup().addTo(map);
    data.territory.forEach((position) => L.circleMarker(position, QUIET).addTo(layer));
    data.served?.forEach((position) => L.circleMarker(position, SERVED).addTo(layer));
    data.points.forEach((point) => addPoint(layer, point));
    if (layer.getLayers().length) {
      map.fitBounds(extent(data), { padding: [16, 16], maxZoom: 13, animate: false });
    } else {
      element.hidden = true;
    }
    nameButtons(element);
  };

  // The library names its two buttons in English.
  const nameButtons = (element) => {
    const names = { ".leaflet-control-zoom-in": "Agrandir la carte", ".leaflet-control-zoom-out": "Réduire la carte" };
    Object.entries(names).forEach(([selector, name]) => {
      const button = element.querySelector(selector);
      button?.setAttribute("aria-label", name);
      button?.setAttribute("title", name);
    });
  };

  const drawAll = () => {
    document.querySelectorAll("[data-map]:not(.leaflet-container)").forEach(draw);
  };

  document.addEventListener("DOMContentLoaded", () => {
    drawAll();
    document.addEventListener("htmx:load", drawAll); // what a search or the back button brought
  });
})();
