package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"hilo/app/push"
	"hilo/app/pushtest"
)

// pushes measures what a push costs: the processor, beside webpush-go as it
// comes, to the same service in turns; and the bytes of its body.
func pushes(ctx context.Context, t *table) error {
	var weighed atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		weighed.Store(n)
		w.WriteHeader(http.StatusCreated)
	}))
	defer service.Close()
	devices := pushtest.Start(func(error) {})
	defer devices.Close()
	sub := devices.Subscribe()
	sub.Endpoint = service.URL + "/push/device"
	at, seed := "https://help.example.com/tickets/12345678", make([]byte, 32)
	seed[0] = 1
	payload := push.Notice{
		Title: "Ticket 12345678: is it solved?", Body: "Open it to read more.", Lang: "en", Tag: "ticket-12345678", Navigate: at, Badge: 3,
		Actions: []push.Action{{Action: "confirm", Title: "Yes, it's solved", Navigate: at}, {Action: "reopen", Title: "Not yet", Navigate: at}},
		Data:    push.Data{For: "0123456789abcdef", Kind: "solve", Ticket: 12345678, Seq: 17},
	}.Bytes()
	sender := push.New(seed, push.Options{Subject: "https://help.example.com", AllowLoopback: true})
	ours := func() error {
		_, err := sender.Send(ctx, sub, push.Message{Payload: payload, Urgent: true, Topic: "ticket-12345678"})
		return err
	}
	bare := func() error {
		r, err := webpush.SendNotificationWithContext(ctx, payload[:len(payload):len(payload)],
			&webpush.Subscription{Endpoint: sub.Endpoint, Keys: webpush.Keys{P256dh: sub.P256dh, Auth: sub.Auth}},
			&webpush.Options{
				Subscriber: "https://help.example.com", TTL: 86400, Urgency: webpush.UrgencyHigh, Topic: "ticket-12345678",
				VAPIDPublicKey: sender.Key(), VAPIDPrivateKey: base64.RawURLEncoding.EncodeToString(seed),
			})
		if err == nil {
			err = r.Body.Close()
		}
		return err
	}
	const rounds, each = 8, 250
	var spent [2]time.Duration
	var bytes [2]int64
	for round := range 2 * (rounds + 1) {
		way := round % 2
		d, err := processor(each, []func() error{ours, bare}[way])
		if err != nil {
			return fmt.Errorf("push: %w", err)
		}
		if round > 1 { // the first of each warms up
			spent[way] += d
		}
		bytes[way] = weighed.Load()
	}
	per := func(d time.Duration) string { return fmt.Sprintf("%d µs", (d / (rounds * each)).Microseconds()) }
	t.add("push, processor for each", per(spent[0]), per(spent[1])+" webpush-go bare", times(float64(spent[0]), float64(spent[1])))
	t.add("push, body of a typical alert", size(bytes[0]), size(bytes[1])+" webpush-go bare", times(float64(bytes[0]), float64(bytes[1])))
	return nil
}

// processor is the time that n calls took of this process.
func processor(n int, call func() error) (time.Duration, error) {
	var before, after syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		return 0, err
	}
	for range n {
		if err := call(); err != nil {
			return 0, err
		}
	}
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	spent := func(u syscall.Rusage) time.Duration {
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return spent(after) - spent(before), err
}
