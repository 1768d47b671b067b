#include "cpu/ir/block_cache.hpp"

#include <catch2/catch.hpp>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;
using cpu::ir::Block;
using cpu::ir::BlockCache;
using cpu::ir::Builder;
using cpu::ir::Code;

namespace {

constexpr u32 ram = 0x2000'0000;

struct Cache {
  Cache() {
    bus.map_ram(ram, memory);
    bus.map_ram(ram + 0x1000'0000, memory);  // the same once more
  }
  Block* insert(u32 from, u32 bytes, u32 constant = 0) {
    Builder b{from};
    for (u32 pc = from; pc < from + bytes; pc += 2) {
      b.instruction(pc, 2, 1);
      b.emit(Code::nop);
    }
    if (constant) b.fold(constant, 4);
    b.end(Code::jump, 0, 0, 0, from, 1);
    return blocks.insert(b);
  }
  bool has(u32 pc) const { return !blocks.is_empty(blocks.find(pc)); }
  bool stores_directly(u32 address) const { return bus.write_pages()[address >> Bus::page_bits] != 0; }

  Bus bus;
  Memory memory{"ram", 0x4000};
  BlockCache blocks{bus, true, 2};
};

}  // namespace

TEST_CASE("A block is found where it starts and nowhere else", "[cpu][ir]") {
  Cache c;
  const Block* block = c.insert(ram + 0x100, 8);
  CHECK(c.blocks.find(ram + 0x100) == block);
  CHECK_FALSE(c.has(ram + 0x102));
  CHECK_FALSE(c.has(0));
  CHECK(c.blocks.blocks() == 1);
}

TEST_CASE("A change of any byte of a block drops it, a change beside it does not", "[cpu][ir]") {
  for (u32 offset = 0; offset < 24; ++offset) {
    Cache c;
    c.insert(ram + 0x108, 8);
    const bool inside = offset >= 8 && offset < 16;
    CAPTURE(offset);
    CHECK(c.blocks.forget(ram + 0x100 + offset, 1) == inside);
    CHECK(c.has(ram + 0x108) == !inside);
  }
}

TEST_CASE("A block across two pages goes when either changes", "[cpu][ir]") {
  for (u32 changed : {ram + 0xffe, ram + 0x1000}) {
    Cache c;
    c.insert(ram + 0xffc, 8);
    CHECK_FALSE(c.stores_directly(ram));
    CHECK_FALSE(c.stores_directly(ram + 0x1000));
    CHECK(c.blocks.forget(changed, 2));
    CHECK_FALSE(c.has(ram + 0xffc));
    CHECK(c.stores_directly(ram));
    CHECK(c.stores_directly(ram + 0x1000));
  }
}

TEST_CASE("A block goes when a constant that was folded into it changes", "[cpu][ir]") {
  Cache c;
  c.insert(ram + 0x100, 8, ram + 0x1180);
  CHECK_FALSE(c.blocks.forget(ram + 0x1184, 4));
  CHECK(c.blocks.forget(ram + 0x1183, 1));
  CHECK_FALSE(c.has(ram + 0x100));
}

TEST_CASE("A block that takes another's place leaves nothing of it", "[cpu][ir]") {
  Cache c;
  c.insert(ram + 0x100, 0x40);
  Block* second = c.insert(ram + 0x100, 4);
  CHECK(c.blocks.find(ram + 0x100) == second);
  CHECK(c.blocks.blocks() == 1);
  CHECK_FALSE(c.blocks.forget(ram + 0x120, 4));
  CHECK(c.blocks.forget(ram + 0x102, 2));
  CHECK(c.blocks.blocks() == 0);
}

TEST_CASE("While code is known in a page its stores are reported, through every alias", "[cpu][ir]") {
  Cache c;
  std::vector<u32> heard;
  c.bus.on_code_changed.push_back([&](u32 address, u32) { heard.push_back(address); });
  c.insert(ram + 0x100, 8);
  CHECK_FALSE(c.stores_directly(ram));
  CHECK_FALSE(c.stores_directly(ram + 0x1000'0000));
  CHECK(c.stores_directly(ram + 0x1000));
  c.bus.write(ram + 0x1000'0104, 4, 0);
  CHECK(heard == std::vector<u32>{ram + 0x104, ram + 0x1000'0104});
  c.blocks.forget_all();
  CHECK(c.stores_directly(ram));
}

TEST_CASE("Dropped blocks stay readable until they are released", "[cpu][ir]") {
  Cache c;
  const Block* block = c.insert(ram + 0x100, 8);
  c.blocks.forget(ram, 0x1000);
  CHECK(block->dead);
  CHECK(block->start == ram + 0x100);
  c.blocks.release();
}

TEMPLATE_TEST_CASE("A store through an alias changes code that runs at the other address", "[cpu]", ENGINES) {
  Memory shared{"shared", 0x1000};  // outlives the core
  TestType rig;
  rig.bus.map_ram(0x1000'0000, shared);
  rig.bus.map_ram(0x1100'0000, shared);
  const u16 program[] = {0x8011, 0x2301, 0xe7fc};  // loop: strh r1,[r2]; movs r3,#1; b loop
  std::memcpy(shared.bytes().data(), program, sizeof program);
  rig.start({0x4700});  // bx r0
  rig.core.set(0, 0x1000'0001);
  rig.core.set(1, 0x2302);  // movs r3,#2
  rig.core.set(2, 0x1100'0002);
  rig.steps(3);
  CHECK(rig.r(3) == 2);
  rig.core.set(1, 0x2303);
  rig.core.run(rig.core.cycles() + 50);
  CHECK(rig.r(3) == 3);
}

TEMPLATE_TEST_CASE("Code and constants in flash that is programmed run as programmed", "[cpu]", ENGINES) {
  TestType rig;
  // ldr r0,=constant; movs r1,#1; b .-4
  rig.start({0x4801, 0x2101, 0xe7fc, 0xbf00});
  rig.put(0x108, {1111});
  rig.core.run(100);
  CHECK(rig.r(0) == 1111);
  rig.put(0x108, {2222});
  rig.bus.changed(rig.flash, 0x108, 4);
  rig.core.run(200);
  CHECK(rig.r(0) == 2222);
  rig.code(0x102, {0x2107});
  rig.bus.changed(rig.flash, 0x102, 2);
  rig.core.run(300);
  CHECK(rig.r(1) == 7);
}

TEMPLATE_TEST_CASE("A debugger's poke into code is executed", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0x2101, 0xe7fd});  // movs r1,#1; b .-2
  rig.core.run(100);
  const u8 patch[] = {9, 0x21};
  CHECK(rig.core.poke(0x100, patch));
  rig.core.run(200);
  CHECK(rig.r(1) == 9);
}

TEMPLATE_TEST_CASE("Memory that does not fill its pages is executed and stored to", "[cpu]", ENGINES) {
  Memory odd{"odd", 0x180};  // outlives the core
  TestType rig;
  rig.bus.map_ram(0x1000'0080, odd);
  const u16 program[] = {0x6008, 0x6809, 0x3001, 0xe7fb};  // str r0,[r1]; ldr r1,[r1]; adds r0,#1; b .-6
  std::memcpy(odd.bytes().data(), program, sizeof program);
  rig.start({0x4710});  // bx r2
  rig.core.set(0, 0x1000'0100);
  rig.core.set(1, 0x1000'0100);
  rig.core.set(2, 0x1000'0081);
  rig.steps(4);
  CHECK(rig.word(0x1000'0100) == 0x1000'0100);
  CHECK(rig.r(1) == 0x1000'0100);
  CHECK(rig.r(0) == 0x1000'0101);
  rig.core.set(1, 0x1000'0084);  // over the instruction that follows the load
  rig.core.set(0, 0xe7fe'2207);  // movs r2,#7; b .
  rig.steps(4);
  CHECK(rig.r(2) == 7);
}
