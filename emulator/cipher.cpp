#include "emulator/cipher.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace emulator {

namespace {

AesBlock one_block(std::span<const std::uint8_t> key, const AesBlock& in, bool encrypt) {
  const EVP_CIPHER* const cipher = key.size() == 16   ? EVP_aes_128_ecb()
                                   : key.size() == 24 ? EVP_aes_192_ecb()
                                                      : EVP_aes_256_ecb();
  if (key.size() != static_cast<std::size_t>(EVP_CIPHER_key_length(cipher)))
    throw std::invalid_argument("AES keys have 16, 24 or 32 bytes");
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(),
                                                                                EVP_CIPHER_CTX_free};
  AesBlock result{};
  int size = 0;
  if (!context || EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), nullptr, encrypt) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_CipherUpdate(context.get(), result.data(), &size, in.data(), static_cast<int>(in.size())) != 1)
    throw std::runtime_error("this machine's OpenSSL does not offer AES");
  return result;
}

}  // namespace

AesBlock aes_encrypt(std::span<const std::uint8_t> key, const AesBlock& plain) { return one_block(key, plain, true); }
AesBlock aes_decrypt(std::span<const std::uint8_t> key, const AesBlock& cipher) {
  return one_block(key, cipher, false);
}
AesBlock aes128_encrypt(const AesBlock& key, const AesBlock& plain) { return one_block(key, plain, true); }

}  // namespace emulator
