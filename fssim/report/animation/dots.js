// How a dot looks, drawn once and then copied, which is quicker than drawing thousands. Shapes differ as colours do.
const INK = "#1d1d1d", BLUE = "#0072b2", ORANGE = "#e69f00", VERMILLION = "#d55e00";
const KINDS = ["moving", "held", "outside", "vacant"];

function dotPictures(radius, ratio) {
  const pictures = {};
  for (const kind of KINDS) {
    const half = Math.ceil(radius + 1.5);
    const picture = document.createElement("canvas");
    picture.width = picture.height = Math.ceil(2 * half * ratio);
    const context = picture.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    outline(context, kind, half, radius);
    context.fillStyle = { moving: BLUE, held: ORANGE, outside: "#ffffff", vacant: "#ffffff" }[kind];
    context.strokeStyle = kind === "vacant" ? VERMILLION : INK;
    context.lineWidth = kind === "vacant" ? Math.max(1.2, radius * 0.5) : radius > 2 ? 0.8 : 0.4;
    context.fill();
    if (kind !== "moving") context.stroke();
    pictures[kind] = { picture, half };
  }
  return pictures;
}

function outline(context, kind, middle, radius) {
  if (kind === "held") {
    context.rect(middle - radius * 0.9, middle - radius * 0.9, radius * 1.8, radius * 1.8);
  } else if (kind === "outside") {
    context.moveTo(middle, middle - radius);
    context.lineTo(middle + radius, middle);
    context.lineTo(middle, middle + radius);
    context.lineTo(middle - radius, middle);
    context.closePath();
  } else {
    context.arc(middle, middle, kind === "vacant" ? radius * 0.85 : radius, 0, 2 * Math.PI);
  }
}
