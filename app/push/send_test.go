package push_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"hilo/app/push"
	"hilo/app/pushtest"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newSender(byte0 byte) *push.Sender {
	key := bytes.Repeat([]byte{7}, 32)
	key[0] = byte0
	return push.New(key, push.Options{Subject: "https://help.example.com", AllowLoopback: true, Now: func() time.Time { return noon }})
}

func typical() push.Notice {
	at := "https://help.example.com/tickets/12345678"
	return push.Notice{
		Title: "Tu ticket 12345678: creemos que está resuelto", Body: "Ábrelo para ver qué hemos hecho.", Lang: "es", Tag: "ticket-12345678", Navigate: at, Badge: 3,
		Actions: []push.Action{{Action: "confirm", Title: "Sí, está resuelto", Navigate: at}, {Action: "reopen", Title: "Todavía no", Navigate: at}},
		Data:    push.Data{For: "0123456789abcdef", Kind: "solve", Ticket: 12345678, Seq: 17},
	}
}

// A device gets the very notice, and the push service what it needs to know and no more.
func TestPushReachesTheDevice(t *testing.T) {
	service, sender := pushtest.New(t), newSender(7)
	service.Want(sender.Key())
	phone, desktop := service.Subscribe(), service.Subscribe()
	for _, to := range []push.Subscription{phone, desktop} {
		if _, err := sender.Send(t.Context(), to, push.Message{Payload: typical().Bytes(), Urgent: true, Topic: "ticket-12345678"}); err != nil {
			t.Fatal(err)
		}
	}
	first, second := service.Next(t), service.Next(t)
	if first.Endpoint != phone.Endpoint || !bytes.Equal(first.Payload, typical().Bytes()) {
		t.Errorf("%s got %s", first.Endpoint, first.Payload)
	}
	if first.Size > 1024 {
		t.Errorf("a typical alert takes %d bytes", first.Size)
	}
	h := first.Header
	if h.Get("TTL") != "86400" || h.Get("Urgency") != "high" || len(h.Get("Topic")) != 32 || strings.Contains(h.Get("Topic"), "1234") {
		t.Errorf("head: %v", h)
	}
	if h.Get("Topic") == second.Header.Get("Topic") {
		t.Error("a push service can tell that two devices hear of the same ticket")
	}
	if _, err := sender.Send(t.Context(), phone, push.Message{Payload: []byte("{}"), TTL: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if h := service.Next(t).Header; h.Get("TTL") != "60" || h.Get("Urgency") != "normal" || h.Get("Topic") != "" {
		t.Errorf("head: %v", h)
	}
}

// The shape is that of Declarative Web Push.
func TestNoticeIsDeclarative(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(typical().Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	shown, _ := got["notification"].(map[string]any)
	if got["web_push"] != 8030.0 || got["app_badge"] != 3.0 || shown["navigate"] != "https://help.example.com/tickets/12345678" ||
		shown["tag"] != "ticket-12345678" || shown["dir"] != "auto" || len(shown["actions"].([]any)) != 2 {
		t.Errorf("%v", got)
	}
}

// A push grows in steps up to what services must take, and no further.
func TestPushesGrowInSteps(t *testing.T) {
	service, sender := pushtest.New(t), newSender(7)
	to := service.Subscribe()
	for n, size := range map[int]int{0: 512, 1: 512, 409: 512, 410: 768, 921: 1024, 3993: 4096} {
		if _, err := sender.Send(t.Context(), to, push.Message{Payload: bytes.Repeat([]byte("x"), n)}); err != nil {
			t.Fatal(n, err)
		}
		if p := service.Next(t); p.Size != size || len(p.Payload) != n {
			t.Errorf("%d bytes took %d, want %d", n, p.Size, size)
		}
	}
	if _, err := sender.Send(t.Context(), to, push.Message{Payload: make([]byte, 3994)}); !errors.Is(err, push.ErrTooLarge) {
		t.Errorf("3994 bytes: %v", err)
	}
}

// What push services answer, and what becomes of it.
func TestAnswersOfPushServices(t *testing.T) {
	service, sender := pushtest.New(t), newSender(7)
	to := service.Subscribe()
	date := func(d time.Duration) string { return noon.Add(d).Format(http.TimeFormat) }
	busy := error(new(push.Busy))
	for _, tt := range []struct {
		status int
		retry  string
		want   error
		after  time.Duration // zero: not said
	}{
		{200, "", nil, 0}, {201, "", nil, 0}, {202, "", nil, 0}, {204, "", nil, 0},
		{400, "", push.ErrGone, 0}, {403, "", push.ErrGone, 0}, {404, "", push.ErrGone, 0}, {410, "", push.ErrGone, 0},
		{413, "", push.ErrTooLarge, 0},
		{429, "", busy, 0}, {500, "", busy, 0}, {502, "", busy, 0}, {503, "", busy, 0}, {504, "", busy, 0},
		{429, "120", busy, 2 * time.Minute}, {503, "600", busy, 10 * time.Minute}, {503, " 5 ", busy, 5 * time.Second}, {503, "000007", busy, 7 * time.Second},
		{503, "7200", busy, 2 * time.Hour}, {503, "86400", busy, 24 * time.Hour}, {503, "86401", busy, time.Hour},
		{429, "99999999999", busy, time.Hour}, {503, strings.Repeat("9", 40), busy, time.Hour}, {503, date(72 * time.Hour), busy, time.Hour},
		{429, "0", busy, 0}, {429, "-5", busy, 0}, {429, "soon", busy, 0}, {503, "1.5", busy, 0}, {503, "+60", busy, 0}, {503, "1e3", busy, 0}, {503, "30 s", busy, 0},
		{429, date(10 * time.Minute), busy, 10 * time.Minute}, {503, noon.Add(time.Minute).Format(time.RFC850), busy, time.Minute},
		{503, noon.Add(time.Minute).Format(time.ANSIC), busy, time.Minute}, {503, date(-time.Hour), busy, 0}, {503, date(0), busy, 0},
		{401, "", push.Status(401), 0}, {418, "", push.Status(418), 0}, {307, "", push.Status(307), 0},
	} {
		service.Answer(tt.status, "Retry-After", tt.retry)
		_, err := sender.Send(t.Context(), to, push.Message{Payload: []byte("{}")})
		got := new(push.Busy)
		if errors.As(err, &got) != (tt.want == busy) || got.After != tt.after || tt.want != busy && !errors.Is(err, tt.want) {
			t.Errorf("%d (Retry-After %q): %v", tt.status, tt.retry, err)
		}
		if err != nil && strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%d: the error names the endpoint: %v", tt.status, err)
		}
	}
	service.Answer(0)
	service.Close()
	if _, err := sender.Send(t.Context(), to, push.Message{Payload: []byte("{}")}); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("nobody there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sender.Send(ctx, to, push.Message{Payload: []byte("{}")}); !errors.Is(err, context.Canceled) {
		t.Errorf("we stop: %v", err)
	}
}

// The same secret gives the same key, another secret another one, and no bytes are refused.
func TestKeyComesFromTheSecret(t *testing.T) {
	if one, same, other := newSender(7), newSender(7), newSender(8); one.Key() != same.Key() || one.KeyID() == other.KeyID() {
		t.Error("keys")
	}
	for _, bytes := range [][]byte{make([]byte, 32), bytes.Repeat([]byte{255}, 32)} { // neither is a scalar of P-256
		service := pushtest.New(t)
		sender := push.New(bytes, push.Options{Subject: "hilo@example.com", AllowLoopback: true})
		service.Want(sender.Key())
		if _, err := sender.Send(t.Context(), service.Subscribe(), push.Message{Payload: []byte("{}")}); err != nil {
			t.Error(err)
		}
		service.Next(t)
	}
}

// One payload to many devices at once: webpush-go writes behind what it is given.
func TestOnePayloadToManyAtOnce(t *testing.T) {
	service, sender := pushtest.New(t), newSender(7)
	payload := append(make([]byte, 0, 4096), typical().Bytes()...)
	done := make(chan error)
	for range 20 {
		to := service.Subscribe()
		go func() {
			_, err := sender.Send(t.Context(), to, push.Message{Payload: payload})
			done <- err
		}()
	}
	for range 20 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for range 20 {
		if got := service.Next(t).Payload; !bytes.Equal(got, typical().Bytes()) {
			t.Errorf("%s", got)
		}
	}
}
