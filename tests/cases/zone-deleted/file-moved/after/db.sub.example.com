$ORIGIN sub.example.com.
$TTL 3600
@	SOA	ns1 hostmaster 2026011400 7200 3600 1209600 300
@	NS	ns1
@	NS	ns2
ns1	A	192.0.2.1
ns2	A	198.51.100.1
www	A	192.0.2.80
