// Runs Python on MicroPython for the Pico under rp2040js and prints how long each piece took, as JSON.
//   node rp2040js_loop.mjs MODULE_DIR BOOTROM.bin FIRMWARE.uf2 < pieces.json      ["print(1)", …]
// rp2040js is MIT-licensed, from the npm registry; it is fetched by whoever measures (npm install rp2040js) and no part
// of this repository.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [moduleDirectory, romFile, firmwareFile] = process.argv.slice(2);
const require = createRequire(join(moduleDirectory, 'x.js'));
const { RP2040, Simulator, USBCDC, ConsoleLogger, LogLevel } = require('rp2040js');
const pieces = JSON.parse(readFileSync(0, 'utf8'));

const simulator = new Simulator();
const chip = simulator.rp2040;
chip.logger = new ConsoleLogger(LogLevel.Error);
const rom = readFileSync(romFile);
chip.loadBootrom(new Uint32Array(rom.buffer, rom.byteOffset, rom.length / 4));
const uf2 = readFileSync(firmwareFile);
for (let at = 0; at < uf2.length; at += 512)  // UF2 specification: payload at 32, its address at 12, its size at 16
  chip.flash.set(uf2.subarray(at + 32, at + 32 + uf2.readUInt32LE(at + 16)), uf2.readUInt32LE(at + 12) - 0x10000000);

const usb = new USBCDC(chip.usbCtrl);
let heard = '', waiting = null;
usb.onDeviceConnected = () => usb.sendSerialByte(13);
usb.onSerialData = (bytes) => {
  heard += Buffer.from(bytes).toString('latin1');
  if (waiting && heard.includes(waiting.text)) { const { resolve } = waiting; waiting = null; resolve(); }
};
const until = (text) => new Promise((resolve) => { if (heard.includes(text)) resolve(); else waiting = { text, resolve }; });
const send = (text) => { for (const byte of Buffer.from(text, 'latin1')) usb.sendSerialByte(byte); };

const began = process.cpuUsage();
const seconds = () => { const { user, system } = process.cpuUsage(began); return (user + system) / 1e6; };
chip.core.PC = 0x10000000;
simulator.execute();
await until('>>> ');
const results = { boot: seconds(), pieces: [] };
for (const piece of pieces) {
  heard = '';
  send('\x01');
  await until('raw REPL; CTRL-B to exit\r\n>');
  heard = '';
  const start = seconds();
  send(piece + '\x04');
  await until('\x04>');
  results.pieces.push({ seconds: seconds() - start, output: heard.split('\x04')[0].replace(/^OK/, '') });
}
console.log(JSON.stringify(results));
process.exit(0);
