package httpd

import (
	"fmt"
	"testing"
)

// Room is held until an answer was taken: until the next request is read, or
// the connection ends. Who takes none gets no more of it, others do.
func TestAnswersHoldRoom(t *testing.T) {
	all := new(answers)
	conns := make([]owing, maxOwed)
	for i := range conns {
		if !conns[i].begin(all, "person/ana") {
			t.Fatalf("the %dth had no room", i)
		}
	}
	other := new(owing)
	if other.begin(all, "person/ana") {
		t.Error("one more had room")
	}
	if !other.begin(all, "person/luis") {
		t.Error("another had none")
	}
	other.made(10)
	if all.bytes != maxOwed*unmade+10 {
		t.Errorf("%d bytes", all.bytes)
	}
	conns[0].settle(false) // its body is read
	if all.of["person/ana"] != maxOwed {
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
}

// What strangers owe takes nobody's room who is known, and what people owe leaves
// each of them some. A request that still comes takes none.
func TestAnswersOfStrangersLeaveRoom(t *testing.T) {
	all := new(answers)
	for i := 0; all.room(fmt.Sprint("connection/", i)); i++ {
		if i > maxStrangers/unmade {
			t.Fatal("there is no end of it")
		}
	}
	for i := range (maxOwedBytes - maxStrangers) / unmade {
		if !all.room(fmt.Sprint("person/", i)) {
			t.Fatalf("no room for person %d", i)
		}
	}
	var late, second, third owing
	if !late.begin(all, "person/late") || !second.begin(all, "person/late") || third.begin(all, "person/late") {
		t.Error("where all is full, a person has two answers and no more")
	}
	full := all.bytes
	resume := late.pause()
	if all.bytes != full-unmade || all.of["person/late"] != 1 {
		t.Errorf("a request that comes takes %d", all.bytes-full+unmade)
	}
	resume()
	if late.settle(false); all.bytes != full {
		t.Error("its answer is made, and takes nothing")
	}
	late.made(10)
	if late.settle(false); all.bytes != full-unmade {
		t.Error("its answer was taken, and takes room")
	}
}
