package doctor

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"hilo/app/probe"
)

// stream listens to a stream like those of pages: it must begin at once, beat in time, and last.
func (p Public) stream(ctx context.Context, saw *probe.Sight) Line {
	ctx, cancel := context.WithTimeout(ctx, p.Lasts+2*p.Prompt)
	defer cancel()
	const wants = "let it pass streams on at once, with a minute of silence (nginx: proxy_buffering off; Hilo asks for it by X-Accel-Buffering, unless proxy_ignore_headers forbids it)"
	began := time.Now()
	head := time.AfterFunc(p.Prompt, cancel)
	answer, err := p.ask(ctx, http.MethodGet, p.URL, probe.Stream, nil)
	if head.Stop(); err != nil {
		if time.Since(began) >= p.Prompt {
			return ToFix("the proxy holds streams back: %s", wants)
		}
		return ToFix("no stream begins (%v): %s", bare(err), wants)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode == http.StatusServiceUnavailable {
		return Skip("there is no room for another stream now: try again in a minute")
	}
	if answer.StatusCode != http.StatusOK {
		return ToFix("no stream begins, the answer is %s: %s", answer.Status, wants)
	}
	return p.hear(answer.Body, time.Duration(saw.Beat*float64(time.Second)), wants)
}

// hear reads a stream until it lasted long enough.
func (p Public) hear(body io.Reader, beat time.Duration, wants string) Line {
	began := time.Now()
	heard, end := make(chan struct{}), make(chan error, 1)
	done := make(chan struct{})
	defer close(done)
	go func() {
		for some := make([]byte, 1<<10); ; {
			n, err := body.Read(some)
			if n > 0 {
				select {
				case heard <- struct{}{}:
				case <-done:
					return
				}
			}
			if err != nil {
				end <- err
				return
			}
		}
	}()
	enough := time.After(p.Lasts)
	for wait := p.Prompt; ; {
		select {
		case <-heard:
			wait = beat + p.Prompt
		case <-end:
			return ToFix("the proxy ends streams after %.1f seconds: let them last as long as a page is open (nginx: proxy_read_timeout of a minute at least)", time.Since(began).Seconds())
		case <-time.After(wait):
			return ToFix("the proxy holds streams back: %s", wants)
		case <-enough:
			return OK("passed on at once, for %.0f seconds", p.Lasts.Seconds())
		}
	}
}

// zeros is a body of so many bytes; sent is how many were read of it.
type zeros struct {
	left int64
	sent atomic.Int64
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := int(min(z.left, int64(len(p))))
	clear(p[:n])
	z.left -= int64(n)
	z.sent.Add(int64(n))
	return n, nil
}

// sends is how long the largest form may take.
const sends = time.Minute

// upload sends as much as the largest form has. Nothing of it is kept.
func (p Public) upload(ctx context.Context, saw *probe.Sight) Line {
	ctx, cancel := context.WithTimeout(ctx, sends)
	defer cancel()
	began, form := time.Now(), &zeros{left: saw.Upload}
	answer, err := p.ask(ctx, http.MethodPost, p.URL, probe.Body, form)
	const wants = "let it take %s (nginx: client_max_body_size %dm;)"
	mb := saw.Upload>>20 + 10
	var took probe.Taken
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return Skip("in %.0f seconds %s of %s went out, and nothing refused them", time.Since(began).Seconds(), Size(form.sent.Load()), Size(saw.Upload))
	case err != nil:
		return ToFix("the proxy cuts a form off after %s (%v): "+wants, Size(form.sent.Load()), bare(err), Size(saw.Upload), mb)
	case answer.StatusCode == http.StatusRequestEntityTooLarge:
		answer.Body.Close()
		return ToFix("the proxy refuses a form of %s, and people files: "+wants, Size(saw.Upload), Size(saw.Upload), mb)
	case answer.StatusCode == http.StatusTooManyRequests:
		answer.Body.Close()
		return Skip("another check is on: try again in a minute")
	}
	if err := read(answer, &took); err != nil {
		return ToFix("a form of %s does not get through, %v: "+wants, Size(saw.Upload), err, Size(saw.Upload), mb)
	} else if took.Bytes != saw.Upload {
		return ToFix("of a form of %s only %s got through: "+wants, Size(saw.Upload), Size(took.Bytes), Size(saw.Upload), mb)
	}
	return OK("a form of %s got through in %.1f seconds", Size(saw.Upload), time.Since(began).Seconds())
}
