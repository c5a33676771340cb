// Where a picture stands in the viewer: how large, and how far moved. Lengths are CSS pixels; scale 1 is one pixel of
// the picture to one of the screen's CSS pixels.

const MOST = 4; // times its own size
const MOST_FIT = 8; // times the size at which all of it is seen

export class Camera {
  constructor() {
    this.set({ width: 1, height: 1 }, { width: 1, height: 1 });
  }

  set(picture, room) {
    this.picture = picture;
    this.room = room;
    this.fit = Math.min(room.width / picture.width, room.height / picture.height, 2);
    this.most = Math.max(MOST, this.fit * MOST_FIT);
    this.scale = this.fit;
    this.bound();
  }

  // The window has another size: what was seen whole is seen whole again.
  resize(room) {
    const whole = this.whole;
    const [scale, picture] = [this.scale, this.picture];
    this.set(picture, room);
    if (!whole) this.zoom(scale / this.scale, room.width / 2, room.height / 2);
  }

  get whole() {
    return this.scale <= this.fit * 1.001;
  }

  // By a factor, so that what lies under the point (x, y) stays there.
  zoom(factor, x, y) {
    const scale = Math.min(this.most, Math.max(this.fit, this.scale * factor));
    const change = scale / this.scale;
    this.x = x - (x - this.x) * change;
    this.y = y - (y - this.y) * change;
    this.scale = scale;
    this.bound();
  }

  move(across, down) {
    this.x += across;
    this.y += down;
    this.bound();
  }

  // What is smaller than the room stands in its middle; what is larger leaves no gap.
  bound() {
    this.x = bounded(this.x ?? 0, this.room.width, this.picture.width * this.scale);
    this.y = bounded(this.y ?? 0, this.room.height, this.picture.height * this.scale);
  }

  get transform() {
    return `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
  }

  // The part of the picture that is seen, in its own pixels.
  get seen() {
    const left = Math.max(0, -this.x / this.scale);
    const top = Math.max(0, -this.y / this.scale);
    return {
      left,
      top,
      right: Math.min(this.picture.width, left + this.room.width / this.scale),
      bottom: Math.min(this.picture.height, top + this.room.height / this.scale),
    };
  }
}

function bounded(at, room, size) {
  if (size <= room) return (room - size) / 2;
  return Math.min(0, Math.max(room - size, at));
}
