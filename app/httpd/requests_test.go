package httpd

import (
	"testing"

	"github.com/valyala/fasthttp"
)

// Counting makes nothing that has to be collected. A path's methods share its times.
func TestCountingAllocatesNothing(t *testing.T) {
	s := new(Server)
	get, post := s.Route("GET", "/a"), s.Route("POST", "/a")
	if get.Times != post.Times || s.Route("GET", "/b").Times == get.Times {
		t.Error("times are mixed up")
	}
	ctx := new(fasthttp.RequestCtx)
	answer := s.counted(func(ctx *fasthttp.RequestCtx) { get.Begin(ctx); ctx.SetStatusCode(404) })
	if n := testing.AllocsPerRun(99, func() { ctx.ResetUserValues(); answer(ctx) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if n := get.Answers[4].Load(); n != 100 || !get.Times.Any() {
		t.Errorf("%d answers", n)
	}
	s.counted(func(ctx *fasthttp.RequestCtx) { ctx.ResetUserValues() })(ctx)
	if none := s.Routes[len(s.Routes)-1]; none.Path != "" || none.Answers[4].Load() != 1 {
		t.Error("what no route answers is not counted")
	}
}
