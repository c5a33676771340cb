"""What fuzzing has found, kept: each once broke the reader it is for."""

FOUND: dict[str, list[bytes]] = {
    # Addresses with brackets where no IPv6 address is: urlsplit raises ValueError.
    "markup": [
        b"<p><img src=https://a.examp=m]ention></p>",
        b"<img src='http://[::1'>",
        b"<a rel=me href='http://[x'>",
    ],
    "document": [
        b'{"id": "https://a.example/u", "type": "Person", "inbox": "https://a.example/i", "assertionMethod": [{"id":'
        b' "https://a]b/#e", "type": "Multikey", "controller": "https://a.example/u", "publicKeyMultibase": "z6Mk"}]}',
        b'{"id": "https://a.example/1", "type": "Note", "attributedTo": "https://a.example/u", "url": "http://[::1"}',
    ],
}
