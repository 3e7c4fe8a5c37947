"""The seal of WeChat and WeCom callbacks: who sent it, for whom, and what it says.

The signature is the SHA-1 of token, timestamp, nonce and (of what is encrypted) the ciphertext, sorted and joined. The text is
encrypted by AES-256-CBC with the first half of the key as the first block: 16 random bytes, four bytes of length (big-endian), the
text, the receiver's id, filled up to a multiple of 32 bytes (PKCS#7). As both platforms document it under “消息加解密”.
"""

import base64
import binascii
import hmac
import os
import re
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
_KEY = re.compile(r"[A-Za-z0-9]{43}\Z")


class Broken(ValueError):
    """The ciphertext is not one that was made with this key."""


def is_key(text: str) -> bool:
    """Whether this is an EncodingAESKey: 43 letters and digits that stand for 32 bytes."""
    return _KEY.match(text) is not None


def signature(token: str, *parts: str) -> str:
    """The signature over token and ``parts``, as 40 hexadecimal digits."""
    return sha1("".join(sorted((token, *parts))).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def fits(given: str, token: str, *parts: str) -> bool:
    """Whether a signature is right, in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), signature(token, *parts).encode())


def _cipher(key: str) -> Cipher[modes.CBC]:
    secret = base64.b64decode(f"{key}=")
    return Cipher(algorithms.AES(secret), modes.CBC(secret[:16]))


def seal(text: str, key: str, receiver: str, *, salt: bytes | None = None) -> str:
    """Encrypt a text for ``receiver``; ``salt`` are the 16 random bytes before it."""
    said = text.encode()
    plain = (salt or os.urandom(16)) + len(said).to_bytes(4, "big") + said + receiver.encode()
    fill = BLOCK - len(plain) % BLOCK
    made = _cipher(key).encryptor()
    return base64.b64encode(made.update(plain + bytes([fill]) * fill) + made.finalize()).decode()


def unseal(sealed: str, key: str) -> tuple[str, str]:
    """The text and the id of its receiver. Raises Broken."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        opened = _cipher(key).decryptor()
        plain = opened.update(raw) + opened.finalize()
        fill = plain[-1] if plain else 0
        if not 1 <= fill <= BLOCK or plain[-fill:] != bytes([fill]) * fill:
            raise Broken("padding")
        plain = plain[16:-fill]
        length = int.from_bytes(plain[:4], "big")
        if len(plain) < 4 + length:
            raise Broken("length")
        return plain[4 : 4 + length].decode(), plain[4 + length :].decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Broken(str(error)) from None
