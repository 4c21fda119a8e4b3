package web

import (
	"testing"
)

// Room is held until an answer was taken: until the next request is read, or
// the connection ends. Who takes none gets no more of it, others do.
func TestAnswersHoldRoom(t *testing.T) {
	all := new(answers)
	conns := make([]owing, maxOwed)
	for i := range conns {
		if !conns[i].begin(all, "ana") {
			t.Fatalf("the %dth had no room", i)
		}
	}
	other := new(owing)
	if other.begin(all, "ana") {
		t.Error("one more had room")
	}
	if !other.begin(all, "luis") {
		t.Error("another had none")
	}
	other.made(10)
	if all.bytes != maxOwed*unmade+10 {
		t.Errorf("%d bytes", all.bytes)
	}
	conns[0].settle(false) // its body is read
	if all.of["ana"] != maxOwed {
		t.Error("room was given back while the answer is made")
	}
	conns[0].made(100)
	conns[0].settle(false)
	for i := range conns[1:] {
		conns[i+1].settle(true)
	}
	if other.settle(true); all.bytes != 0 || len(all.of) != 0 {
		t.Errorf("%d bytes of %v are left", all.bytes, all.of)
	}
	for i := range maxOwedBytes / unmade {
		if !all.room(string(rune('a' + i))) {
			t.Fatalf("no room for %d", i)
		}
	}
	if all.room("luis") {
		t.Error("there is no end of it")
	}
}
