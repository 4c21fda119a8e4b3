// Package probe is how hilo doctor asks the running server, through the public address or
// beside it, what it sees of a request. Only who has the secret file can sign one, each
// signature is good once and for a minute, and for anybody else the address does not exist.
package probe

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Path is where the server is asked, and Header what carries the signature.
const (
	Path   = "/.well-known/hilo-check"
	Header = "Hilo-Check"
)

// Key names the key of the secret file that signs.
const Key = "check"

// What is asked for.
type What string

// GET Seen answers a Sight, GET Stream a stream like those of pages, and POST Body a Taken.
const (
	Seen   What = "seen"
	Stream What = "stream"
	Body   What = "body"
)

// Sight is what the server sees of who asks, and what it is.
type Sight struct {
	Version     string   `json:"version"`
	URL         string   `json:"url"`         // HILO_URL
	Proxies     []string `json:"proxies"`     // HILO_PROXY
	Peer        string   `json:"peer"`        // who connected to it, host:port
	Forwarded   string   `json:"forwarded"`   // X-Forwarded-For, as it came
	Client      string   `json:"client"`      // who asks, as limits count
	Beat        float64  `json:"beat"`        // seconds after which a silent stream says so
	Upload      int64    `json:"upload"`      // bytes of the largest form
	Descriptors int      `json:"descriptors"` // it may have
	Memory      int64    `json:"memory"`      // bytes that it can still get; 0: not known
}

// Taken is how much of a body came.
type Taken struct {
	Bytes int64 `json:"bytes"`
}

// good is how long a signature is.
const good = time.Minute

// Sign asks for what, at this time: the value of Header.
func Sign(key []byte, what What, at time.Time) string {
	text := string(what) + "." + strconv.FormatInt(at.Unix(), 10) + "." + rand.Text()
	return text + "." + mac(key, text)
}

func mac(key []byte, text string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// Gate lets signed requests in, each once.
type Gate struct {
	key []byte
	now func() time.Time

	mu   sync.Mutex
	used map[string]time.Time // signatures, and when they would run out; only the signer's
}

// NewGate returns a gate for what Sign makes with this key.
func NewGate(key []byte, now func() time.Time) *Gate {
	return &Gate{key: key, now: now, used: map[string]time.Time{}}
}

// maxUsed is how many signatures a gate lets in within two minutes.
const maxUsed = 1000

// Admit reads a value of Header: what it asks for, if it was signed within a minute and
// never came before.
func (g *Gate) Admit(header string) (What, bool) {
	end := strings.LastIndexByte(header, '.')
	if end < 0 || !hmac.Equal([]byte(header[end+1:]), []byte(mac(g.key, header[:end]))) {
		return "", false
	}
	part := strings.Split(header[:end], ".") // as Sign wrote it
	seconds, err := strconv.ParseInt(part[1], 10, 64)
	at, now := time.Unix(seconds, 0), g.now()
	if err != nil || now.Sub(at) > good || at.Sub(now) > good {
		return "", false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for old, ends := range g.used {
		if now.After(ends) {
			delete(g.used, old)
		}
	}
	if _, again := g.used[header]; again || len(g.used) >= maxUsed {
		return "", false
	}
	g.used[header] = at.Add(good)
	return What(part[0]), true
}
