package keytest

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
)

// data is what the device says of itself (6.1): the site, its flags, its count.
func (d *Device) data(site string, flags byte) []byte {
	flags |= 0x01 // somebody touched it
	if d.Verifies {
		flags |= 0x04
	}
	sum := sha256.Sum256([]byte(site))
	return binary.BigEndian.AppendUint32(append(sum[:], flags), d.Count)
}

func (d *Device) client(kind string, a asked) string {
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": a.PublicKey.Challenge, "origin": d.Origin, "crossOrigin": false})
	return encode(text)
}

func (d *Device) answer(response map[string]string) string {
	text, _ := json.Marshal(map[string]any{
		"id": encode(d.id), "rawId": encode(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	return string(text)
}

// cose is the public half (RFC 9053): EC2, ES256, P-256.
func cose(key *ecdsa.PrivateKey) []byte {
	point, err := key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		panic(err) // only for curves that we do not use
	}
	out := append([]byte("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"), point[1:33]...)
	return append(append(out, "\x22\x58\x20"...), point[33:]...)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
