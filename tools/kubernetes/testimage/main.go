// Testimage is the one program in the images of the test cluster's pods. It
// plays every part a test needs: with no arguments it waits for the signal to
// end and reaps orphans, which is also what a pod sandbox (pause) has to do.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

const usage = `Usage:
  testimage [FLAGS]      behave as the flags say until a signal or --exit-after
  testimage exists PATH  end with 0 when PATH exists, else with 1
  testimage touch PATH   create PATH
  testimage remove PATH  delete PATH
  testimage post PORT PATH
                         send a POST to the program that serves in this pod
  testimage pack FILE REFERENCE
                         write an image with just this program to FILE

With --serve, GET /healthz answers 200 while healthy and 503 otherwise;
POST /fail and POST /recover switch between the two.

Flags:
`

// behaviour is what one container does; the zero value only waits.
type behaviour struct {
	exitCode   int
	exitAfter  time.Duration
	ignoreTerm bool
	port       int
	delay      time.Duration
	failAfter  time.Duration
	millicores int
	memory     int
	logRate    float64
	logLine    string
}

func main() {
	if len(os.Args) == 3 {
		switch os.Args[1] {
		case "exists":
			_, err := os.Stat(os.Args[2])
			end(err)
		case "touch":
			file, err := os.Create(os.Args[2])
			if err == nil {
				err = file.Close()
			}
			end(err)
		case "remove":
			end(os.Remove(os.Args[2]))
		}
	}
	if len(os.Args) == 4 {
		switch os.Args[1] {
		case "post":
			end(post(os.Args[2], os.Args[3]))
		case "pack":
			end(pack(os.Args[2], os.Args[3]))
		}
	}
	run(parse(os.Args[1:]))
}

func parse(arguments []string) behaviour {
	var b behaviour
	flags := flag.NewFlagSet("testimage", flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flags.PrintDefaults()
	}
	flags.IntVar(&b.exitCode, "exit", -1, "end with this `code`, at once unless --exit-after is given")
	flags.DurationVar(&b.exitAfter, "exit-after", 0, "end after this `time`, with the code of --exit or 0")
	flags.BoolVar(&b.ignoreTerm, "ignore-term", false, "go on when asked to end, so that the grace period runs out")
	flags.IntVar(&b.port, "serve", 0, "serve HTTP on this `port`")
	flags.DurationVar(&b.delay, "healthy-after", 0, "answer /healthz with 503 for this `time` first")
	flags.DurationVar(&b.failAfter, "fail-after", 0, "answer /healthz with 503 after this `time`")
	flags.IntVar(&b.millicores, "cpu", 0, "burn this many `millicores` (of one core)")
	flags.IntVar(&b.memory, "memory", 0, "hold this many `MiB`")
	flags.Float64Var(&b.logRate, "log-rate", 0, "write this many log lines a second")
	flags.StringVar(&b.logLine, "log-line", "a line of the test image", "the `text` of a log line; its number follows")
	_ = flags.Parse(arguments)
	if flags.NArg() > 0 {
		flags.Usage()
		os.Exit(2)
	}
	return b
}

func run(b behaviour) {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)

	held := hold(b.memory)
	if b.port > 0 {
		serve(b)
	}
	if b.millicores > 0 {
		go burn(b.millicores)
	}
	if b.logRate > 0 {
		go write(b.logRate, b.logLine)
	}
	var over <-chan time.Time
	if b.exitCode >= 0 || b.exitAfter > 0 {
		over = time.After(b.exitAfter)
	}
	for {
		select {
		case <-over:
			os.Exit(max(b.exitCode, 0))
		case received := <-signals:
			switch {
			case received == syscall.SIGCHLD:
				reap()
			case !b.ignoreTerm:
				_ = held
				os.Exit(0)
			}
		}
	}
}

// serve answers probes on every address of the pod.
func serve(b behaviour) {
	var healthy atomic.Bool
	healthy.Store(b.delay == 0)
	if b.delay > 0 {
		time.AfterFunc(b.delay, func() { healthy.Store(true) })
	}
	if b.failAfter > 0 {
		time.AfterFunc(b.failAfter, func() { healthy.Store(false) })
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /healthz", func(answer http.ResponseWriter, _ *http.Request) {
		if !healthy.Load() {
			answer.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	routes.HandleFunc("POST /fail", func(http.ResponseWriter, *http.Request) { healthy.Store(false) })
	routes.HandleFunc("POST /recover", func(http.ResponseWriter, *http.Request) { healthy.Store(true) })
	go func() { end(http.ListenAndServe(fmt.Sprintf(":%d", b.port), routes)) }()
}

func post(port, path string) error {
	answer, err := http.Post("http://127.0.0.1:"+port+path, "", nil)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// hold takes memory and touches every page of it, so that it counts.
func hold(mebibytes int) []byte {
	held := make([]byte, mebibytes<<20)
	for at := 0; at < len(held); at += 4096 {
		held[at] = 1
	}
	return held
}

// burn keeps one core busy for the wanted share of every tenth of a second.
func burn(millicores int) {
	const period = 100 * time.Millisecond
	busy := min(period, period*time.Duration(millicores)/1000)
	for {
		begun := time.Now()
		for time.Since(begun) < busy {
		}
		time.Sleep(period - busy)
	}
}

func write(rate float64, line string) {
	ticker := time.NewTicker(time.Duration(float64(time.Second) / rate))
	for number := 1; ; number++ {
		fmt.Printf("%s %s %d\n", time.Now().UTC().Format(time.RFC3339Nano), line, number)
		<-ticker.C
	}
}

// reap collects ended orphans, which init of a process namespace owes them.
func reap() {
	for {
		process, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if process <= 0 || err != nil {
			return
		}
	}
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "testimage:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
