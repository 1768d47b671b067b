#include "emulator/usb/class_driver.hpp"

namespace emulator::usb {

ClassDriver::ClassDriver(const DriverContext& context, std::vector<u8> interfaces)
    : context_(context), interfaces_(std::move(interfaces)) {
  context_.control.add_client(context_.client, [this](const ControlReply& r) { reply(r); });
}

ClassDriver::~ClassDriver() { context_.control.remove_client(context_.client); }

void ClassDriver::request(const SetupPacket& setup, std::vector<u8> data, u32 tag) {
  context_.control.request(context_.client, setup, std::move(data), tag);
}

void ClassDriver::request_in(u8 code, u16 value, u16 length, u32 tag) {
  using namespace request_type;
  request({in | type_class | request_type::interface, code, value, interfaces_.front(), length}, {}, tag);
}

void ClassDriver::request_out(u8 code, u16 value, std::vector<u8> data, u32 tag) {
  using namespace request_type;
  request({type_class | request_type::interface, code, value, interfaces_.front(), 0}, std::move(data), tag);
}

void ClassDriver::clear_halt(const DataPipe& pipe) {
  request({request_type::endpoint, static_cast<u8>(Request::clear_feature), endpoint_halt, pipe.key(), 0});
}

void ClassDriver::reply(const ControlReply& r) {
  if (r.setup.request_type == request_type::endpoint && r.setup.request == static_cast<u8>(Request::clear_feature))
    return halt_cleared(static_cast<u8>(r.setup.index), r.outcome);
  answered(r);
}

std::unique_ptr<DataPipe> open_pipe(Bus& bus, const Interface& interface, TransferType type, bool in,
                                    DataPipe::Done done) {
  const Endpoint* e = interface.find(type, in);
  if (!e || !e->max_packet) return nullptr;
  const unsigned interval = type == TransferType::interrupt ? std::max<unsigned>(e->interval, 1) : 0;
  return std::make_unique<DataPipe>(bus, e->address, e->max_packet, interval, std::move(done));
}

}  // namespace emulator::usb
