module dashboard-light/tools/kubernetes/testimage

go 1.26.0
