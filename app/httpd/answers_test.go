package httpd

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

var (
	ana, luis, latest             = Asker{Person: 1001}, Asker{Person: 1002}, Asker{Person: 1003}
	small, many, newcomer, office = Asker{From: "small"}, Asker{From: "many"}, Asker{From: "new"}, Asker{From: "office"}
)

// Room is held until an answer was taken: until the next request is read, or
// the connection ends. Who takes none gets no more of it, others do.
func TestAnswersHoldRoom(t *testing.T) {
	all := new(answers)
	conns := make([]owing, maxOwed)
	for i := range conns {
		if !conns[i].begin(all, ana) {
			t.Fatalf("the %dth had no room", i)
		}
	}
	other := new(owing)
	if other.begin(all, ana) {
		t.Error("one more had room")
	}
	if !other.begin(all, luis) {
		t.Error("another had none")
	}
	other.made(10)
	if all.bytes != maxOwed*unmade+10 {
		t.Errorf("%d bytes", all.bytes)
	}
	conns[0].settle(false) // its body is read
	if all.of[ana] != maxOwed {
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
	for i := 0; all.room(Asker{From: fmt.Sprint(i)}); i++ {
		if i > maxStrangers/unmade {
			t.Fatal("there is no end of it")
		}
	}
	for i := range (maxOwedBytes - maxStrangers) / unmade {
		if !all.room(Asker{Person: 1 + int64(i)}) {
			t.Fatalf("no room for person %d", i)
		}
	}
	var late, second, third owing
	if !late.begin(all, latest) || !second.begin(all, latest) || third.begin(all, latest) {
		t.Error("where all is full, a person has two answers and no more")
	}
	full := all.bytes
	resume := late.pause()
	if all.bytes != full-unmade || all.of[latest] != 1 {
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

// Strangers who take long answers slowly shut nobody out: who owes most makes room
// for a newcomer, also among those from one network. No stranger ends what a person
// reads.
func TestSlowStrangersMakeRoom(t *testing.T) {
	all := new(answers)
	ended := map[Asker]int{}
	slow := func(whom Asker, bytes int) *owing {
		o := &owing{end: func() { ended[whom]++ }}
		if !o.begin(all, whom) {
			t.Fatalf("no room for %v", whom)
		}
		o.made(bytes)
		return o
	}
	slow(ana, 3<<20)
	slow(small, 1<<20)
	for range 40 {
		slow(many, 26<<17)
	}
	if ended[many] == 0 || len(ended) != 1 || all.strangers > maxStrangers+26<<17 {
		t.Errorf("%v were ended, strangers owe %d", ended, all.strangers)
	}
	before := ended[many]
	slow(newcomer, 4<<10)
	slow(newcomer, 26<<17)
	slow(newcomer, 4<<10)
	if ended[many] == before || len(ended) != 1 {
		t.Errorf("a newcomer: %v were ended, before %d", ended, before)
	}
}

// One of a network that holds all its answers gives way to the next of it.
func TestOneOfANetworkMakesRoom(t *testing.T) {
	all := new(answers)
	ended := 0
	for range maxOwed + 1 {
		o := &owing{end: func() { ended++ }}
		if !o.begin(all, office) {
			t.Fatal("no room")
		}
		o.made(1 << 10)
	}
	if ended != 1 {
		t.Errorf("%d were ended", ended)
	}
}

// Answers to much text are made few at a time.
func TestMuchTextIsMadeFewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all, big := new(answers), make(chan struct{}, maxBig)
		var through atomic.Int32
		conns := make([]owing, maxBig+2)
		for i := range conns {
			conns[i].begin(all, ana)
			go func() {
				conns[i].queue(big, 1<<10)
				through.Add(1)
			}()
		}
		synctest.Wait()
		if through.Load() != maxBig {
			t.Fatalf("%d at once", through.Load())
		}
		for i := range conns {
			switch i % 3 {
			case 0:
				conns[i].made(10)
			default:
				conns[i].settle(true) // its connection ended
			}
		}
		synctest.Wait()
		for i := range conns {
			conns[i].settle(true)
		}
		if through.Load() != int32(len(conns)) || len(big) != 0 || all.bytes != 0 || len(all.slow) != 0 {
			t.Errorf("%d in all, %d places are held", through.Load(), len(big))
		}
		none := new(owing)
		none.queue(big, 1<<10) // who makes no answer holds nothing
		if len(big) != 0 {
			t.Error("a place is held for no answer")
		}
	})
}
