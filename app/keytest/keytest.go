// Package keytest is an authenticator in software, for tests: it makes passkeys
// and signs with them as a person's device would (WebAuthn Level 3, 6).
package keytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// Device holds one passkey for a site.
type Device struct {
	Origin   string
	Verifies bool   // asks who holds it: fingerprint, face, PIN
	Count    uint32 // the next use has this plus one; a copy forgets

	t      testing.TB
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
}

// New is a device that was never used, for pages of origin.
func New(t testing.TB, origin string) *Device {
	return &Device{Origin: origin, Verifies: true, t: t}
}

// asked is what of a site's options a device needs.
type asked struct {
	PublicKey struct {
		Challenge string
		RPID      string `json:"rpId"`
		RP        struct{ ID string }
		User      struct{ ID string }
	}
}

func (d *Device) read(options string) (a asked) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(options), &a); err != nil || a.PublicKey.Challenge == "" {
		d.t.Fatalf("options: %v in %s", err, options)
	}
	return a
}

// Make answers creation options with a new passkey.
func (d *Device) Make(options string) string {
	d.t.Helper()
	a := d.read(options)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	d.key, d.id = key, make([]byte, 32)
	rand.Read(d.id)
	if d.handle, err = base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID); err != nil {
		d.t.Fatal(err)
	}
	data := d.data(a.PublicKey.RP.ID, 0x40)
	data = append(data, make([]byte, 16)...) // no make
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose(key)...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return d.answer(map[string]string{
		"clientDataJSON": d.client("webauthn.create", a), "attestationObject": encode(append(object, data...)),
	})
}

// Sign answers request options.
func (d *Device) Sign(options string) string {
	d.t.Helper()
	a := d.read(options)
	d.Count++
	data, client := d.data(a.PublicKey.RPID, 0), d.client("webauthn.get", a)
	raw, _ := base64.RawURLEncoding.DecodeString(client)
	said := sha256.Sum256(raw)
	sum := sha256.Sum256(append(data[:len(data):len(data)], said[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{
		"clientDataJSON": client, "authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(d.handle),
	})
}

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
