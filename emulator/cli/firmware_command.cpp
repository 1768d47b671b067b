// `vivarium firmware`: where images are looked for, which are there, and fetching one.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "boards/chip_roms.hpp"
#include "boards/chips.hpp"
#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/download.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/firmware_store.hpp"
#include "emulator/cli/tar_archive.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/hash.hpp"
#include "emulator/host/file.hpp"
#include "emulator/image/image.hpp"

namespace cli {
namespace {

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// The first of all places is the one that `run` takes.
void list(const boards::BoardDescription& board) {
  const auto store = FirmwareStore::of_this_user();
  print(fmt::format("{}\n", board.name));
  bool chosen = false;
  for (const auto& place : store.places()) {
    const std::string where = place.packages ? "" : place.folder.empty() ? " (not set)" : " " + place.folder.string();
    print(fmt::format("  {}{}\n", place.name, where));
    const auto images = store.look(place, board);
    if (images.empty()) print("    nothing\n");
    for (const auto& image : images)
      print(
          fmt::format("    {} {} ({})\n", std::exchange(chosen, true) ? "-" : "*", image.path.string(), title(image)));
  }
  if (const auto rom = boards::rom_of(board.chip)) {
    const auto path = store.rom(rom->file);
    print(path.empty() ? fmt::format("  boot ROM: {} is missing; it is in {}, `vivarium firmware fetch {}` gets it\n",
                                     rom->file, rom->from, board.name)
                       : fmt::format("  boot ROM: {}\n", path.string()));
  }
  for (const auto& entry : board.firmware)
    if (!entry.url.empty()) print(fmt::format("  to fetch: {} {} ({})\n", entry.name, entry.version, entry.note));
}

int list_all(const std::string& name) {
  for (const auto& board : name.empty() ? boards::names() : std::vector{name}) list(describe_board(board));
  print("\n* is what `vivarium run` takes without --firmware.\n");
  return ok;
}

struct FetchOptions {
  std::string board, version, url, sha256, rom_url, rom_sha256;
};

const boards::FirmwareEntry& choose(const boards::BoardDescription& board, const std::string& version) {
  std::string versions;
  for (const auto& entry : board.firmware) {
    if (entry.url.empty()) continue;
    if (version.empty() || entry.version == version) return entry;
    versions += fmt::format("{}{}", versions.empty() ? "" : ", ", entry.version);
  }
  if (versions.empty())
    throw Failure(bad_input, fmt::format("no image for {} is known that can be fetched", board.name));
  throw Failure(bad_input, fmt::format("there is no version {} for {}; there are: {}", version, board.name, versions));
}

// A file whose digest is known is refused if it is another one.
std::vector<emulator::u8> fetch_checked(const std::string& url, const std::string& sha256) {
  auto bytes = download(url);
  if (const std::string digest = emulator::to_hex(emulator::sha256(bytes)); !sha256.empty() && digest != sha256)
    throw Failure(bad_input, fmt::format("{} is not the file that is known: its SHA-256 is {}, should be {}; nothing "
                                         "was stored",
                                         url, digest, sha256));
  return bytes;
}

void store(const std::filesystem::path& path, const std::vector<emulator::u8>& bytes, std::string_view checked) {
  std::filesystem::create_directories(path.parent_path());
  emulator::write_file_atomically(path, bytes);
  print(fmt::format("{} ({} bytes, SHA-256 {}, {})\n", path.string(), bytes.size(),
                    emulator::to_hex(emulator::sha256(bytes)), checked));
}

// The boot ROM that the board's chip can not do without, if it is in no place yet.
void fetch_rom(const boards::BoardDescription& board, const FetchOptions& options, const FirmwareStore& places) {
  const auto rom = boards::rom_of(board.chip);
  const auto archive = boards::rom_archive_of(board.chip);
  if (!rom || !archive) return;
  if (const auto path = places.rom(rom->file); !path.empty()) {
    print(fmt::format("{} (the boot ROM, there already)\n", path.string()));
    return;
  }
  const std::string url = options.rom_url.empty() ? archive->url : options.rom_url;
  const std::string digest = options.rom_url.empty() ? archive->sha256 : options.rom_sha256;
  const auto file = file_of_archive(fetch_checked(url, digest), rom->file, url);
  try {
    archive->check(file);
  } catch (const emulator::ImageError& e) { throw Failure(bad_input, fmt::format("{}: {}", url, e.what())); }
  const auto cache = std::ranges::find(places.places(), "cache", &FirmwareStore::Place::name);
  store(cache->folder / "rom" / rom->file, file,
        digest.empty() ? "from an archive that was not checked against anything" : "from an archive as it should be");
}

int fetch(const FetchOptions& options) {
  const auto board = describe_board(options.board);
  boards::FirmwareEntry entry;
  if (options.url.empty())
    entry = choose(board, options.version);
  else
    entry.name = "firmware", entry.version = options.version.empty() ? "custom" : options.version,
    entry.url = options.url;
  if (!options.sha256.empty()) entry.sha256 = options.sha256;
  const auto places = FirmwareStore::of_this_user();
  const auto path = places.cached(board, entry);
  if (path.empty()) throw Failure(bad_input, "there is no cache to store it in: set XDG_CACHE_HOME or HOME");
  store(path, fetch_checked(entry.url, entry.sha256),
        entry.sha256.empty() ? "not checked against anything" : "as it should be");
  fetch_rom(board, options, places);
  return ok;
}

}  // namespace

void add_firmware(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("firmware", "Tell where firmware images are looked for; fetch one");
  explain(*app,
          "Tells where firmware images for a board are looked for, and which are there. The order is: --firmware of\n"
          "`vivarium run`, the folder $VIVARIUM_FIRMWARE and everything below it, the user's cache\n"
          "($XDG_CACHE_HOME/vivarium/firmware or ~/.cache/vivarium/firmware), and Debian's packages.");
  app->footer(
      "Examples:\n  vivarium firmware\n  vivarium firmware microbit\n  vivarium firmware fetch microbit\n"
      "  vivarium firmware fetch microbit 1.1.1\n");
  const auto board = std::make_shared<std::string>();
  app->add_option("BOARD", *board, "Only this board")->type_name("");
  CLI::App* fetching =
      app->add_subcommand("fetch", "Download an image, and the boot ROM if the chip needs one, into the cache");
  const auto options = std::make_shared<FetchOptions>();
  fetching->add_option("BOARD", options->board, "The board it is for")->required()->type_name("");
  fetching->add_option("VERSION", options->version, "Which version; the preferred one by default")->type_name("");
  fetching->add_option("--url", options->url, "Take it from here instead (http or https)")->type_name("URL");
  fetching->add_option("--sha256", options->sha256, "What its SHA-256 must be, in hexadecimal")
      ->type_name("HEX")
      ->transform([](const std::string& s) { return CLI::detail::to_lower(s); });
  fetching
      ->add_option("--rom-url", options->rom_url,
                   "Take the archive (.tar.gz) with the chip's boot ROM from here, for chips that need one (ESP32)")
      ->type_name("URL");
  fetching->add_option("--rom-sha256", options->rom_sha256, "What that archive's SHA-256 must be")
      ->type_name("HEX")
      ->transform([](const std::string& s) { return CLI::detail::to_lower(s); });
  fetching->callback([options, &todo] { todo = [options] { return fetch(*options); }; });
  app->callback([app, board, &todo] {
    if (app->get_subcommands().empty()) todo = [board] { return list_all(*board); };
  });
}

}  // namespace cli
