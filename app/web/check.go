package web

import (
	"context"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
	"hilo/app/live"
	"hilo/app/probe"
	"hilo/app/web/core"
)

// checks answers hilo doctor. It stands beside the table of routes: for whoever cannot
// sign, there is nothing at its address, whatever the method and wherever it comes from.
type checks struct {
	core *core.Core
	gate *probe.Gate
	busy chan struct{} // a place for each body that is read
}

const (
	checksAtOnce = 2
	checkStreams = -1                      // holds the streams of checks, of which there may be as many as one person's
	checkLasts   = 75 * time.Second        // a stream of a check
	checkRefused = "another check is on\n" // to the signer
)

func newChecks(c *core.Core) *checks {
	return &checks{core: c, gate: probe.NewGate(c.Secret.Key(probe.Key), c.Now), busy: make(chan struct{}, checksAtOnce)}
}

// answer answers what is signed, and lets all else pass.
func (k *checks) answer(c *fiber.Ctx) error {
	if c.Path() != probe.Path {
		return c.Next()
	}
	what, signed := k.gate.Admit(c.Get(probe.Header))
	switch {
	case signed && what == probe.Seen && c.Method() == get:
		return c.JSON(k.sight(c))
	case signed && what == probe.Stream && c.Method() == get && !httpd.HasBody(c):
		return k.stream(c)
	case signed && what == probe.Body && c.Method() == post:
		return k.body(c)
	}
	return c.Next()
}

func (k *checks) sight(c *fiber.Ctx) probe.Sight {
	o := k.core.Options
	return probe.Sight{
		Version: o.Version, URL: o.URL, Proxies: o.Proxies,
		Peer: c.Context().RemoteAddr().String(), Forwarded: httpd.ForwardedFor(c), Client: k.core.HTTP.ClientIP(c),
		Beat: k.core.Streams.Beat.Seconds(), Upload: core.LargestForm(), Descriptors: httpd.Descriptors(), Memory: probe.Memory(),
	}
}

// stream is silent but for its beats, as that of a page where nothing happens.
func (k *checks) stream(c *fiber.Ctx) error {
	out, err := k.core.Streams.Enter(checkStreams)
	if err != nil {
		return c.Status(fiber.StatusTooManyRequests).SendString(checkRefused)
	}
	core.StreamHeaders(c)
	ends := k.core.Now().Add(checkLasts)
	silence := func(context.Context, *live.Stream, live.Rang) (live.Next, error) {
		if left := ends.Sub(k.core.Now()); left > 0 {
			return live.Next{In: left}, nil
		}
		return live.Next{}, live.ErrEnd
	}
	httpd.TakeOver(c, func(conn net.Conn, head []byte) { out.Start(conn, head, "check", silence) })
	return nil
}

// body counts what comes, and keeps nothing.
func (k *checks) body(c *fiber.Ctx) error {
	select {
	case k.busy <- struct{}{}:
		defer func() { <-k.busy }()
	default:
		return c.Status(fiber.StatusTooManyRequests).SendString(checkRefused)
	}
	n, err := k.core.HTTP.Discard(c, core.LargestForm())
	if err != nil {
		return fiber.ErrBadRequest
	}
	return c.JSON(probe.Taken{Bytes: n})
}
