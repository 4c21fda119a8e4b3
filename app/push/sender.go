package push

import (
	"context"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
)

// Options are what the installation decides about pushes.
type Options struct {
	Subject       string           // who answers for them: an https address without a path, or a mail address
	AllowLoopback bool             // pushes to this machine, for tests
	Now           func() time.Time // nil: time.Now
}

// Sender sends pushes. It may be used by many at once.
type Sender struct {
	opts    Options
	private string // as webpush-go takes it
	key     string
	topics  []byte
	dialer  *net.Dialer
	client  *http.Client
}

// New returns a sender that signs with the key made of these 32 bytes: the same
// bytes always make the same key.
func New(vapidKey []byte, opts Options) *Sender {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	scalar, public := keyPair(vapidKey)
	s := &Sender{opts: opts, private: b64.EncodeToString(scalar), key: b64.EncodeToString(public), dialer: new(net.Dialer)}
	s.client = newClient(s.dialer, opts.AllowLoopback)
	topics, err := hkdf.Key(sha256.New, vapidKey, nil, "hilo push topics", 32)
	if err != nil {
		panic(err) // only for lengths that are not asked for
	}
	s.topics = topics
	return s
}

// keyPair turns bytes into a key on P-256. Those very few that are no scalar of
// the curve are hashed until they are.
func keyPair(bytes []byte) (scalar, public []byte) {
	for {
		if key, err := ecdh.P256().NewPrivateKey(bytes); err == nil {
			return key.Bytes(), key.PublicKey().Bytes()
		}
		sum := sha256.Sum256(bytes)
		bytes = sum[:]
	}
}

// Key is the applicationServerKey of our subscriptions, in base64url.
func (s *Sender) Key() string { return s.key }

// KeyID names the key in few characters.
func (s *Sender) KeyID() string {
	sum := sha256.Sum256([]byte(s.key))
	return b64.EncodeToString(sum[:12])
}

// Check is Subscription.Check as this sender would dial.
func (s *Sender) Check(sub Subscription) error { return sub.Check(s.opts.AllowLoopback) }

// Send gives m to the push service of sub, and tells the status that it answered
// with; 0: none. Errors: ErrGone (forget the device), ErrTooLarge (say less),
// ErrInner (not dialled), *Busy (later), and others, after which it may be tried
// again. None names the endpoint.
func (s *Sender) Send(ctx context.Context, sub Subscription, m Message) (status int, err error) {
	if err := s.Check(sub); errors.Is(err, ErrKeys) {
		return 0, ErrGone
	} else if err != nil {
		return 0, ErrInner
	}
	size := recordSize(len(m.Payload))
	if size == 0 {
		return 0, ErrTooLarge
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	// webpush-go writes behind what it is given: each send has its own, with the room it needs.
	own := append(make([]byte, 0, size), m.Payload...)
	resp, err := webpush.SendNotificationWithContext(ctx, own,
		&webpush.Subscription{Endpoint: sub.Endpoint, Keys: webpush.Keys{P256dh: sub.P256dh, Auth: sub.Auth}}, s.options(sub, m, size))
	if err != nil {
		return 0, unreached(err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody)) // a connection that was read to its end is used again
	return resp.StatusCode, s.outcome(resp)
}

func (s *Sender) options(sub Subscription, m Message, size int) *webpush.Options {
	o := &webpush.Options{
		HTTPClient: s.client, RecordSize: uint32(size), Subscriber: s.opts.Subject, Topic: s.topic(sub, m.Topic),
		TTL: int(m.TTL / time.Second), Urgency: webpush.UrgencyNormal, VAPIDPublicKey: s.key, VAPIDPrivateKey: s.private,
	}
	if m.TTL == 0 {
		o.TTL = 24 * 60 * 60
	}
	if m.Urgent {
		o.Urgency = webpush.UrgencyHigh
	}
	return o
}

// recordSize is how many bytes n bytes of payload take on the wire (RFC 8188: a
// head of 86, a delimiter, a tag of 16), filled up so that lengths tell little.
// Zero: more than push services must take.
func recordSize(n int) int {
	const step, most = 256, 4096
	size := max((n+103+step-1)/step*step, 2*step)
	if size > most {
		return 0
	}
	return size
}

// topic hides what the alert is about from the push service, and that two
// devices hear of the same: 32 characters that differ per device.
func (s *Sender) topic(sub Subscription, of string) string {
	if of == "" {
		return ""
	}
	mac := hmac.New(sha256.New, s.topics)
	mac.Write([]byte(sub.Endpoint + "\x00" + of))
	return b64.EncodeToString(mac.Sum(nil)[:24])
}
