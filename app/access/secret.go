package access

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hilo/app/limits"
)

// Secret is what the installation knows and its database does not. Each
// purpose has a key of its own, so none can stand in for another.
type Secret struct {
	pepper  []byte // codes at rest
	links   []byte // tokens of guest links, from their ids
	limits  []byte // whom a limit is about
	account []byte // what a page may know of an account
	codes   []byte // codes and words, from their challenges
	device  []byte // browsers that answered a code
	root    []byte

	sessions    []byte // cookies of sessions, from what proved them
	unsubscribe []byte // links that end mails on a ticket
	opened      []byte // what tells a browser that it opened a ticket
}

// LoadSecret reads the file at path, made on the first run. Whoever can read
// it can guess codes from a stolen database, so it must be its owner's alone.
func LoadSecret(path string) (*Secret, error) {
	root, err := makeSecret(path)
	if errors.Is(err, fs.ErrExist) {
		root, err = readSecret(path)
	}
	if err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	return secretOf(root), nil
}

// ReadSecret is LoadSecret of a file that is there; it makes none.
func ReadSecret(path string) (*Secret, error) {
	root, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	return secretOf(root), nil
}

func secretOf(root []byte) *Secret {
	s := &Secret{root: root}
	s.pepper, s.links, s.limits = s.Key("pepper"), s.Key("links"), s.Key("limits")
	s.account, s.codes, s.device = s.Key("account"), s.Key("codes"), s.Key("device")
	s.unsubscribe, s.sessions, s.opened = s.Key("unsubscribe"), s.Key("sessions"), s.Key("opened")
	return s
}

func makeSecret(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	root := make([]byte, 32)
	rand.Read(root)
	_, err = f.Write(root)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(path) // half a secret would be refused for ever
		return nil, err
	}
	return root, nil
}

func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s is open to others; run chmod 600 on it", path)
	}
	root, err := os.ReadFile(path)
	if err == nil && len(root) != 32 {
		err = fmt.Errorf("%s does not hold 32 bytes", path)
	}
	return root, err
}

// Key derives the key of a purpose (HKDF, RFC 5869). The same purpose always
// gives the same 32 bytes.
func (s *Secret) Key(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s.root, nil, "hilo "+purpose, 32)
	if err != nil {
		panic(err) // only for lengths that no caller asks for
	}
	return key
}

// AccountTag tells accounts apart in a page without naming them: local data of
// one is never shown to the next.
func (s *Secret) AccountTag(personID int64) string {
	return tag(s.account, fmt.Sprint(personID))[:16]
}

// Device is what a browser keeps to show later that it answered a code of target.
func (s *Secret) Device(target string) string { return tag(s.device, target) }

// Knows tells whether device, as given back by a browser, belongs to target.
func (s *Secret) Knows(device, target string) bool {
	return hmac.Equal([]byte(device), []byte(s.Device(target)))
}

// Seal is what a browser keeps of its marks, the last first: each is a Device.
func (s *Secret) Seal(marks []string) string {
	all := strings.Join(marks, ".")
	return all + "." + s.Device("marks:"+all)
}

// Marks reads what Seal wrote. sealed: all of it is ours, so that this browser answered
// some code once, of whatever target.
func (s *Secret) Marks(cookie string) (marks []string, sealed bool) {
	at := strings.LastIndexByte(cookie, '.')
	all := cookie[:max(at, 0)]
	if sealed = s.Knows(cookie[at+1:], "marks:"+all); !sealed {
		all = cookie // each mark holds by itself
	}
	return strings.FieldsFunc(all, func(r rune) bool { return r == '.' }), sealed
}

// String keeps the secret out of logs.
func (s *Secret) String() string { return "secret" }

// tag is a keyed hash in 43 characters that fit everywhere.
func tag(key []byte, text string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// AccountTag is Secret.AccountTag.
func (auth *Auth) AccountTag(personID int64) string { return auth.secret.AccountTag(personID) }

// Network is the keyed hash of the network around an address.
func (auth *Auth) Network(ip string) string {
	return tag(auth.secret.limits, "network/"+limits.AskerOf(ip).Network)
}
