#include <catch2/catch.hpp>

#include "emulator/fat/folder_sync.hpp"

#include <deque>

#include "tests/emulator/fat/support.hpp"

namespace {

struct ToyFolder : Folder {
  std::map<std::string, Bytes> files;  // a directory's name ends with a slash
  bool refuses = false;
  std::vector<Item> list() override {
    std::vector<Item> items;
    for (const auto& [path, content] : files) {
      const bool directory = path.back() == '/';
      items.push_back({directory ? path.substr(0, path.size() - 1) : path, directory, content.size(), noon});
    }
    return items;
  }
  Bytes read(const std::string& path) override { return files.at(path); }
  void write(const std::string& path, std::span<const u8> b) override {
    if (refuses) throw std::runtime_error("cannot write " + path);
    files[path] = {b.begin(), b.end()};
  }
  void make_directory(const std::string& path) override { files[path + '/']; }
  void remove(const std::string& path) override { files.erase(path), files.erase(path + '/'); }
};

// A drive that answers when it is told to.
struct ToyDrive : usb::BlockDevice {
  Sectors& medium;
  bool there = true, write_protected = false;
  std::deque<std::function<Result()>> jobs;
  unsigned reads = 0, written = 0;
  explicit ToyDrive(Sectors& m) : medium(m) {}
  bool present() const override { return there; }
  bool read_only() const override { return write_protected; }
  u32 sector_size() const override { return 512; }
  u32 sectors() const override { return medium.count(); }
  void read(u32 tag, u32 first, u32 count) override {
    jobs.push_back([=, this] {
      ++reads;
      Result r{tag};
      for (u32 n = 0; n < count; ++n) {
        const auto s = medium.read(first + n);
        r.data.insert(r.data.end(), s.begin(), s.end());
      }
      return r;
    });
  }
  void write(u32 tag, u32 first, Bytes data) override {
    jobs.push_back([=, this] {
      for (u32 n = 0; n < data.size() / 512; ++n, ++written)
        medium.write(first + n, std::span{data}.subspan(n * 512, 512));
      return Result{tag};
    });
  }
  void synchronize(u32 tag) override {
    jobs.push_back([=] { return Result{tag}; });
  }
  void lock(u32, bool) override {}
  void eject(u32) override {}
  bool step() {
    if (jobs.empty()) return false;
    const auto job = jobs.front();
    jobs.pop_front();
    on_done(job());
    return true;
  }
};

struct Rig {
  Disk disk{4096};
  ToyFolder folder;
  ToyDrive drive{disk.sectors};
  FolderSync sync{drive, folder};
  std::vector<SyncReport> reports;
  Rig() {
    sync.on_done = [this](const SyncReport& r) { reports.push_back(r); };
  }
  SyncReport pass() {
    sync.sync();
    while (drive.step()) {}
    REQUIRE_FALSE(reports.empty());
    CHECK(check(disk.sectors).damage.empty());
    return reports.back();
  }
  Volume board() { return Volume{disk.sectors}; }
};

}  // namespace

TEST_CASE("folder sync: a folder goes to the board, with all that is in it", "[fat]") {
  Rig rig;
  rig.folder.files = {{"code.py", bytes("print(1)")},
                      {"lib/", {}},
                      {"lib/neo pixel.mpy", pattern(3000)},
                      {".DS_Store", bytes("not for a board")},
                      {"empty", {}}};
  const auto report = rig.pass();
  CHECK(report.complete);
  CHECK(report.sentences.empty());
  CHECK(report.to_board == 4);
  auto board = rig.board();
  CHECK(text(board.read("code.py")) == "print(1)");
  CHECK(board.read("lib/neo pixel.mpy") == pattern(3000));
  CHECK(board.find("empty")->modified == noon);
  CHECK_FALSE(board.find(".DS_Store"));
  const auto written = rig.drive.written;
  CHECK(rig.pass().to_board == 0);
  CHECK(rig.drive.written == written);  // nothing to do, nothing done
}

TEST_CASE("folder sync: what the board changes comes into the folder", "[fat]") {
  Rig rig;
  rig.folder.files = {{"code.py", bytes("a")}, {"old.txt", bytes("b")}, {"gone/", {}}, {"gone/x", bytes("x")}};
  rig.pass();
  auto board = rig.board();
  board.write("log.txt", bytes("measured"), noon);
  board.make_directory("data", noon);
  board.write("data/1.csv", bytes("1,2"), noon);
  board.write("CODE.PY", bytes("changed there"), noon);
  board.remove("old.txt");
  board.remove("gone/x");
  board.remove("gone");
  const auto report = rig.pass();
  CHECK(report.to_board == 0);
  CHECK(rig.folder.files == std::map<std::string, Bytes>{{"code.py", bytes("changed there")},
                                                         {"data/", {}},
                                                         {"data/1.csv", bytes("1,2")},
                                                         {"log.txt", bytes("measured")}});
  CHECK(rig.pass().to_folder == 0);
}

TEST_CASE("folder sync: both sides change", "[fat]") {
  Rig rig;
  rig.folder.files = {{"a", bytes("1")}, {"b", bytes("1")}, {"c.py", bytes("1")}, {"d", bytes("1")}, {"e", bytes("1")}};
  rig.pass();
  auto board = rig.board();
  rig.folder.files["a"] = bytes("here");
  board.write("b", bytes("there"), noon);
  rig.folder.files["c.py"] = bytes("here");
  board.write("c.py", bytes("there"), noon);
  rig.folder.files.erase("d");
  board.write("d", bytes("there"), noon);
  rig.folder.files["e"] = bytes("here");
  board.remove("e");
  const auto report = rig.pass();
  CHECK(report.sentences ==
        std::vector<std::string>{
            "c.py was changed both here and on the board: the board gets this one, its own is now c (board).py."});
  CHECK(text(board.read("a")) == "here");
  CHECK(text(rig.folder.files["b"]) == "there");
  CHECK(text(board.read("c.py")) == "here");
  CHECK(text(rig.folder.files["c (board).py"]) == "there");
  CHECK(text(rig.folder.files["d"]) == "there");
  CHECK(text(board.read("e")) == "here");
  CHECK(rig.pass().sentences.empty());
  CHECK_FALSE(board.find("c (board).py"));
}

TEST_CASE("folder sync: the files of a fresh board may give way", "[fat]") {
  Rig rig;
  rig.sync.folder_wins = true;
  rig.board().write("code.py", bytes("print('Hello World!')"), noon);
  rig.board().write("boot_out.txt", bytes("board"), noon);
  rig.folder.files = {{"code.py", bytes("mine")}};
  CHECK(rig.pass().sentences.empty());
  CHECK(text(rig.board().read("code.py")) == "mine");
  CHECK(rig.folder.files.size() == 2);
}

TEST_CASE("folder sync: a file becomes a directory, and the other way round", "[fat]") {
  Rig rig;
  rig.folder.files = {{"x", bytes("1")}, {"y/", {}}, {"y/z", bytes("2")}};
  rig.pass();
  rig.folder.files = {{"x/", {}}, {"x/w", bytes("3")}, {"y", bytes("4")}};
  CHECK(rig.pass().sentences.empty());
  CHECK(text(rig.board().read("x/w")) == "3");
  CHECK(text(rig.board().read("y")) == "4");
  auto board = rig.board();
  board.remove("x/w");
  board.remove("x");
  board.write("x", bytes("5"), noon);
  CHECK(rig.pass().sentences.empty());
  CHECK(rig.folder.files == std::map<std::string, Bytes>{{"x", bytes("5")}, {"y", bytes("4")}});
}

TEST_CASE("folder sync: what does not fit, is not named well or is damaged is said and left alone", "[fat]") {
  Rig rig;
  rig.folder.files = {{"a:b", {}},          {"big", pattern(3'000'000)},  {"fits", bytes("1")},
                      {"FITS", bytes("2")}, {"much", pattern(1'900'000)}, {"much2", pattern(1'900'000)}};
  const auto report = rig.pass();
  REQUIRE(report.sentences.size() == 4);
  CHECK(report.sentences[0] == "a:b is left out: 'a:b' cannot be a file name: a character in it is not allowed.");
  CHECK(report.sentences[1] == "big is left out: big has 3000000 bytes, more than the board has room for.");
  CHECK(report.sentences[2] == "fits is left out: FITS and fits differ in case only.");
  CHECK(report.sentences[3].starts_with("to the board: there is no room for much2: 1900000 bytes, and "));
  CHECK(rig.folder.files.size() == 6);
  CHECK(rig.board().read("much") == pattern(1'900'000));
  rig.folder.files.erase("much2");
  rig.folder.refuses = true;
  rig.board().write("new", bytes("n"), noon);
  CHECK(rig.pass().sentences.back() == "from the board: cannot write new.");
  rig.folder.refuses = false;
  rig.pass();
  CHECK(text(rig.folder.files["new"]) == "n");
}

TEST_CASE("folder sync: no volume, no medium, write protection", "[fat]") {
  Rig rig;
  rig.folder.files = {{"x", bytes("1")}};
  rig.drive.write_protected = true;
  rig.folder.files["y"] = bytes("2");
  rig.board().write("from the board", bytes("b"), noon);
  const auto report = rig.pass();
  CHECK(report.sentences == std::vector<std::string>{"to the board: the drive is write-protected."});
  CHECK(text(rig.folder.files["from the board"]) == "b");
  CHECK(text(rig.folder.files["x"]) == "1");
  CHECK_FALSE(rig.board().find("x"));
  rig.drive.write_protected = false;
  rig.pass();
  CHECK(rig.board().find("x"));
  rig.disk.sectors.write(0, Bytes(512));
  rig.sync.sync();
  while (rig.drive.step()) {}
  CHECK(rig.reports.back().sentences.at(0) ==
        "The folder is not in step: this is no FAT volume: its first sector has no signature 55 aa.");
  rig.sync.sync();
  rig.drive.there = false;
  rig.drive.on_change();
  CHECK(rig.reports.back().sentences.at(0).find("went away") != std::string::npos);
  CHECK_FALSE(rig.sync.busy());
}

TEST_CASE("folder sync: saved at any moment, it ends elsewhere as it would have here", "[fat]") {
  for (unsigned steps = 0;; ++steps) {
    Rig a;
    a.folder.files = {{"code.py", pattern(5000)}, {"lib/", {}}, {"lib/one more module.py", pattern(40'000)}};
    a.board().write("from the board", bytes("b"), noon);
    a.sync.sync();
    bool over = false;
    for (unsigned n = 0; n < steps; ++n) over |= !a.drive.step();
    if (over) break;
    State save;
    save(a.sync);
    Rig b;
    b.disk.image = a.disk.image;
    b.folder = a.folder;
    State load{save.data()};
    load(b.sync);
    State again;
    again(b.sync);
    CHECK(again.data() == save.data());
    // The drive's jobs are the drive's to save.
    b.drive.jobs.clear();
    for (auto& job : a.drive.jobs) {
      auto result = job();
      b.drive.jobs.push_back([result] { return result; });
    }
    b.disk.image = a.disk.image;
    while (b.drive.step()) {}
    CHECK_FALSE(b.sync.busy());
    CHECK(b.board().read("code.py") == pattern(5000));
    CHECK(b.board().read("lib/one more module.py") == pattern(40'000));
    CHECK(text(b.folder.files["from the board"]) == "b");
    CHECK(check(b.disk.sectors).damage.empty());
    CHECK(check(b.disk.sectors).lost_clusters == 0);
  }
}

TEST_CASE("folder sync: an image in memory, at once", "[fat]") {
  Disk disk{2048};
  ToyFolder folder;
  folder.files = {{"main.py", bytes("import this")}};
  Common common;
  const auto report = sync_image(disk.sectors, folder, common);
  CHECK(report.to_board == 1);
  CHECK(text(Volume{disk.sectors}.read("main.py")) == "import this");
  CHECK(common.size() == 1);
}
