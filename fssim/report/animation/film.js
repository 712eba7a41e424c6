// What is shown, unpacked: where each family is at the start of each week.
const CAUSES = 4;  // a packed place is place * CAUSES + cause

const counted = (number) => number.toLocaleString("en-GB");

function unpacked(base64) {
  const text = atob(base64);
  const numbers = new Uint16Array(text.length / 2);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 8);
  }
  return numbers;
}

class Film {
  constructor(scenario, places) {
    this.title = scenario.title;
    this.closed = scenario.closed;
    this.empty = scenario.empty;
    this.places = places;
    this.place = unpacked(scenario.place);
    this.first = unpacked(scenario.first);
    this.last = unpacked(scenario.last);
    this.inOrder = Uint32Array.from(this.place.keys()).sort((a, b) => this.first[a] - this.first[b] || a - b);
    const stays = unpacked(scenario.stays);
    this.families = stays.length;
    this.family = new Uint32Array(this.place.length);
    for (let family = 0, stay = 0; family < stays.length; family++) {
      for (let end = stay + stays[family]; stay < end; stay++) this.family[stay] = family;
    }
  }

  // The stays seen in a week, place by place, those who came first in front.
  at(week) {
    const places = Array.from({ length: this.places }, () => []);
    for (const stay of this.inOrder) {
      if (this.first[stay] > week) break;
      if (week < this.last[stay]) places[(this.place[stay] / CAUSES) | 0].push(stay);
    }
    return places;
  }

  // The most that are ever in each place.
  fullest(weeks) {
    const change = Array.from({ length: this.places }, () => new Int32Array(weeks + 1));
    for (let stay = 0; stay < this.place.length; stay++) {
      const place = change[Math.floor(this.place[stay] / CAUSES)];
      place[this.first[stay]]++;
      place[this.last[stay]]--;
    }
    return change.map((place) => {
      let now = 0, most = 0;
      for (const step of place) most = Math.max(most, now += step);
      return most;
    });
  }

  // How many are held up, week by week.
  heldUp(weeks, columns) {
    const change = new Int32Array(weeks + 1);
    for (let stay = 0; stay < this.place.length; stay++) {
      if (Math.floor(this.place[stay] / CAUSES) % columns === 0) continue;
      change[this.first[stay]]++;
      change[this.last[stay]]--;
    }
    let now = 0;
    return Array.from(change.subarray(0, weeks), (step) => now += step);
  }

  // The needs whose posts nobody is in.
  emptyAt(week) {
    return this.empty.filter(([, first, last]) => first <= week && week < last).map(([need]) => need);
  }
}
