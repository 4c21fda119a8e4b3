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
