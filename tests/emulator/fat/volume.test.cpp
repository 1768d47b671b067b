#include <catch2/catch.hpp>

#include "emulator/fat/volume.hpp"

#include <fmt/format.h>

#include "tests/emulator/fat/support.hpp"

TEST_CASE("fat: the kind follows from the size", "[fat]") {
  const auto kind = [](u32 sectors) {
    Disk disk{sectors};
    return find_volume(disk.sectors).kind;
  };
  CHECK(kind(128) == Kind::fat12);
  CHECK(kind(2048) == Kind::fat12);
  CHECK(kind(8 * 2048) == Kind::fat12);
  CHECK(kind(64 * 2048) == Kind::fat16);
  CHECK(kind(256 * 2048) == Kind::fat16);
  CHECK(kind(600 * 2048) == Kind::fat32);
  CHECK(why([] { Disk{3}; }) == "3 sectors of 512 bytes cannot be made a FAT volume");
  for (const u32 sectors : {128u, 2048u, 64u * 2048, 600u * 2048}) {
    Disk disk{sectors, {.label = "Circuitpy"}};
    const auto result = check(disk.sectors);
    CHECK(result.damage.empty());
    CHECK(result.lost_clusters == 0);
    CHECK(Volume{disk.sectors}.label() == "CIRCUITPY");
    CHECK(Volume{disk.sectors}.list("/").empty());
  }
}

TEST_CASE("fat: files of all sizes come back as they were", "[fat]") {
  for (const u32 sectors : {2048u, 64u * 2048, 600u * 2048}) {
    Disk disk{sectors};
    Volume v{disk.sectors};
    const auto free = v.free_bytes();
    for (const std::size_t size : {0u, 1u, 511u, 512u, 513u, 4096u, 4097u, 100'000u}) {
      const auto name = fmt::format("/file of {} bytes.bin", size);
      v.write(name, pattern(size, 1), noon);
      CHECK(v.read(name) == pattern(size, 1));
      v.write(name, pattern(size / 2, 2), noon);
      CHECK(v.read(name) == pattern(size / 2, 2));
      CHECK(v.find(name)->size == size / 2);
      CHECK(v.find(name)->modified == noon);
    }
    const auto result = check(disk.sectors);
    CHECK(result.damage.empty());
    CHECK(result.files == 8);
    CHECK(result.lost_clusters == 0);
    for (const auto& f : v.list("/")) v.remove(f.name);
    CHECK(v.list("").empty());
    CHECK(v.free_bytes() == free);
  }
}

TEST_CASE("fat: names are kept and found without regard to case", "[fat]") {
  Disk disk{2048};
  Volume v{disk.sectors};
  const std::vector<std::string> names{"CODE.PY",      "code2.py",  "boot_out.txt",    "Größe μ.txt",
                                       "a.b.c.tar.gz", ".metadata", "exactly13char",   "snake🐍.py",
                                       "no extension", "x",         "README.markdown", std::string(255, 'n')};
  for (const auto& n : names) v.write(n, bytes(n), noon);
  std::vector<std::string> listed;
  for (const auto& f : v.list("/")) listed.push_back(f.name);
  CHECK(listed == names);
  for (const auto& n : names) CHECK(text(v.read(n)) == n);
  CHECK(text(v.read("/code.py")) == "CODE.PY");
  CHECK(text(v.read("/GRÖßE Μ.TXT")) == "Größe μ.txt");
  CHECK(text(v.read("/noexte~1")) == "no extension");  // its 8.3 name serves as well
  CHECK(check(disk.sectors).damage.empty());
  CHECK(why([&] { v.write("/a:b", {}, noon); }) == "'a:b' cannot be a file name: a character in it is not allowed");
  CHECK(why([&] { v.write(std::string(256, 'n'), {}, noon); }).ends_with("it has more than 255 characters"));
  CHECK(why([&] { v.write("/dot.", {}, noon); }).ends_with("it ends with a dot or a space"));
  CHECK(why([&] { v.write("/\xff", {}, noon); }) == "a file name is not UTF-8");
}

TEST_CASE("fat: many names with the same beginning get short names of their own", "[fat]") {
  Disk disk{4096};
  Volume v{disk.sectors};
  v.make_directory("lib", noon);
  for (int i = 0; i < 120; ++i) v.write(fmt::format("lib/adafruit_module_{}.mpy", i), bytes("x"), noon);
  CHECK(v.list("lib").size() == 120);
  CHECK(v.find("/lib/ADAFR~99.MPY"));
  CHECK(v.find("/lib/adaf~100.mpy"));
  CHECK(check(disk.sectors).damage.empty());
  for (int i = 0; i < 120; i += 2) v.remove(fmt::format("lib/adafruit_module_{}.mpy", i));
  v.write("lib/a name that is long enough to need a few slots in a row.txt", bytes("y"), noon);
  CHECK(v.list("lib").size() == 61);
  CHECK(check(disk.sectors).damage.empty());
}

TEST_CASE("fat: directories", "[fat]") {
  Disk disk{4096};
  Volume v{disk.sectors};
  v.make_directory("/lib", noon);
  v.make_directory("/lib/deep er", noon);
  v.write("/lib/deep er/file.py", bytes("1"), noon);
  CHECK(v.find("/lib")->directory);
  CHECK(why([&] { v.remove("/lib"); }) == "the directory /lib is not empty");
  CHECK(why([&] { v.make_directory("/LIB", noon); }) == "/LIB is there already");
  CHECK(why([&] { v.read("/lib"); }) == "/lib is a directory");
  CHECK(why([&] { v.read("/none"); }) == "there is no file /none");
  CHECK(why([&] { v.write("/none/x", {}, noon); }) == "there is no directory /none");
  CHECK(why([&] { v.list("/lib/deep er/file.py"); }) == "/lib/deep er/file.py is no directory");
  CHECK(why([&] { v.rename("/lib", "/lib/deep er/lib"); }) == "/lib cannot be moved into itself");
  v.rename("/lib/deep er", "/elsewhere");
  CHECK(text(v.read("/elsewhere/file.py")) == "1");
  v.rename("/elsewhere/file.py", "/elsewhere/File.py");
  CHECK(v.list("/elsewhere").at(0).name == "File.py");
  v.rename("/elsewhere/file.py", "/lib/other.py");
  v.remove("/elsewhere");
  v.write("/x", {}, noon);
  CHECK(why([&] { v.rename("/x", "/lib"); }) == "/lib is there already");
  const auto result = check(disk.sectors);
  CHECK(result.damage.empty());
  CHECK(result.lost_clusters == 0);
  CHECK(result.directories == 1);
}

TEST_CASE("fat: a full volume says so and stays whole", "[fat]") {
  Disk disk{128};
  Volume v{disk.sectors};
  const auto free = v.free_bytes();
  v.write("big", pattern(free - 512), noon);
  CHECK(why([&] { v.write("two", pattern(513), noon); }) == "there is no room for two: 513 bytes, and 512 are free");
  v.write("big", pattern(free - 512, 7), noon);  // there is no room for both: the old content goes first
  CHECK(v.read("big") == pattern(free - 512, 7));
  CHECK(check(disk.sectors).damage.empty());
  v.remove("big");
  std::string said;
  for (int i = 0; said.empty() || said == "no error"; ++i)
    said = why([&] { v.write(fmt::format("F{}", i), {}, noon); });
  CHECK(said == "the root directory is full");
  const auto left = v.free_bytes();
  CHECK(why([&] { v.write("one more", pattern(600), noon); }) == "the root directory is full");
  CHECK(v.free_bytes() == left);
  CHECK(check(disk.sectors).lost_clusters == 0);
}

TEST_CASE("fat: a crash between any two sectors loses no file", "[fat]") {
  for (const u32 sectors : {1024u, 40'000u}) {
    Disk disk{sectors};
    Volume v{disk.sectors};
    v.make_directory("lib", noon);
    v.write("code.py", pattern(3000, 1), noon);
    for (int i = 0; i < 7; ++i) v.write(fmt::format("lib/some module number {}", i), pattern(700, i), noon);
    v.remove("lib/some module number 3");
    const Bytes before = disk.image;

    Recorder recorder{disk.sectors};
    Volume w{recorder};
    w.write("code.py", pattern(5000, 2), noon);
    w.write("lib/a new one with a name over three entries.py", pattern(2000, 3), noon);
    w.make_directory("lib/another directory", noon);
    for (int i = 0; i < 5; ++i) w.write(fmt::format("lib/module that makes the directory grow {}", i), {}, noon);
    w.remove("lib/some module number 1");
    REQUIRE(recorder.writes.size() > 20);

    Bytes crashed = before;
    ImageSectors medium{crashed};
    for (const auto& [sector, content] : recorder.writes) {
      medium.write(sector, content);
      const auto result = check(medium);
      for (const auto& sentence : result.damage)
        CHECK(sentence.starts_with("the allocation tables differ"));  // the first one counts
      Volume seen{medium};
      const auto code = seen.read("code.py");
      CHECK((code == pattern(3000, 1) || code == pattern(5000, 2)));
      for (const int i : {0, 2, 4, 5, 6})
        CHECK(seen.read(fmt::format("lib/some module number {}", i)) == pattern(700, i));
      for (const auto& f : seen.list("lib"))
        if (f.name.starts_with("a new")) CHECK(seen.read("lib/" + f.name) == pattern(2000, 3));
    }
    CHECK(crashed == disk.image);
    CHECK(check(medium).damage.empty());
  }
}

TEST_CASE("fat: what lies behind the end mark of a directory is never seen", "[fat]") {
  Disk disk{2048};
  const auto layout = find_volume(disk.sectors);
  for (u32 s = 1; s < layout.root_sectors; ++s)  // rubbish where nobody has looked yet
    disk.sectors.write(layout.root_start + s, Bytes(512, 'A'));
  Recorder recorder{disk.sectors};
  Volume v{recorder};
  const Bytes before = disk.image;
  for (int i = 0; i < 12; ++i) v.write(fmt::format("a name of two entries {}", i), {}, noon);
  CHECK(v.list("/").size() == 12);
  Bytes crashed = before;
  ImageSectors medium{crashed};
  for (const auto& [sector, content] : recorder.writes) {
    medium.write(sector, content);
    for (const auto& f : Volume{medium}.list("/")) CHECK(f.name.starts_with("a name of two"));
  }
}

TEST_CASE("fat: a partition table in front is looked through", "[fat]") {
  Disk inner{2048};
  Volume{inner.sectors}.write("code.py", bytes("print()"), noon);
  Bytes image(512);
  put16(image, 510, 0xaa55);
  image[446 + 4] = 0x01;
  put32(image, 446 + 8, 1);
  put32(image, 446 + 12, 2048);
  image.insert(image.end(), inner.image.begin(), inner.image.end());
  ImageSectors sectors{image};
  CHECK(text(Volume{sectors}.read("code.py")) == "print()");
  put16(image, 512 + 510, 0);  // no signature in the boot sector: the partition's type says it all
  CHECK(text(Volume{sectors}.read("code.py")) == "print()");
  put32(image, 446 + 8, 99999);
  CHECK(why([&] { Volume{sectors}; }) == "this is no FAT volume: its partition begins at sector 99999, beyond the end");
}

TEST_CASE("fat: damage is told, never followed", "[fat]") {
  Disk disk{2048};
  Volume v{disk.sectors};
  v.write("f", pattern(2000), noon);
  v.make_directory("d", noon);
  const auto layout = v.layout();
  const auto fat = [&](u32 cluster, u32 value) {  // FAT12
    Bytes table(disk.image.begin() + layout.fat_start * 512, disk.image.begin() + (layout.fat_start + 1) * 512);
    const u32 at = cluster + cluster / 2, old = get16(table, at);
    put16(table, at, cluster & 1 ? (old & 0xf) | value << 4 : (old & 0xf000) | value);
    disk.sectors.write(layout.fat_start, table);
  };
  fat(3, 2);
  CHECK(why([&] { v.read("f"); }) == "f is damaged: its chain of clusters is a circle");
  fat(3, 0);
  CHECK(why([&] { v.read("f"); }) == "f is damaged: its chain of clusters leads to a free one");
  fat(3, 0xff7);
  CHECK(why([&] { v.read("f"); }) == "f is damaged: it uses a cluster that is marked bad");
  fat(3, 0xfff);
  CHECK(why([&] { v.read("f"); }) == "f is damaged: it has 2000 bytes, but clusters for 1024 only");
  fat(3, 0xabc);
  CHECK(why([&] { v.read("f"); }).starts_with("f is damaged: its chain of clusters leads to 2748"));
  fat(6, 6);
  CHECK(why([&] { v.list("d"); }) == "the directory d is damaged: its chain of clusters is a circle");
  CHECK_FALSE(check(disk.sectors).damage.empty());
  CHECK(why([&] { v.write("f", {}, noon); }).starts_with("f is damaged"));
}

TEST_CASE("fat: any bytes are survived", "[fat]") {
  Disk good{300};
  {
    Volume v{good.sectors};
    v.make_directory("lib", noon);
    v.write("lib/a long name for a file.txt", pattern(3000), noon);
    v.write("code.py", pattern(900), noon);
  }
  u32 random = 7;
  const auto next = [&] { return (random = random * 1664525 + 1013904223) >> 8; };
  unsigned opened = 0;
  for (int n = 0; n < 3000; ++n) {
    Bytes image = good.image;
    const u32 area = n % 3 == 0 ? 512 : 512 * 12;
    for (int k = 0; k < 1 + n % 8; ++k) image[next() % area] = static_cast<u8>(next());
    ImageSectors sectors{image};
    try {
      Volume v{sectors};
      ++opened;
      check(sectors);
      for (const auto& f : v.list("/"))
        if (!f.directory) v.find(f.name);
      v.write("new file", pattern(1000), noon);
      v.read("lib/a long name for a file.txt");
    } catch (const FatError&) {}
  }
  CHECK(opened > 1000);
}
