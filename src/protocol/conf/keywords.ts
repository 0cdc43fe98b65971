/** All keywords of a vrrp_instance from keepalived 1.2 to 2.4 (man keepalived.conf and the changelogs). */
export const INSTANCE_KEYWORDS: ReadonlySet<string> = new Set(
  `accept advert_int auth_hmac authentication check_unicast_src debug dont_track_primary down_timer_adverts
  garp_extra_if garp_extra_if_vmac garp_lower_prio_delay garp_lower_prio_repeat garp_master_delay
  garp_master_refresh garp_master_refresh_repeat garp_master_repeat higher_prio_send_advert interface
  kernel_rx_buf_size linkbeat_use_polling lower_prio_no_advert lvs_sync_daemon_interface mcast_dst_ip mcast_src_ip
  native_ipv6 no_accept nopreempt notify notify_backup notify_deleted notify_fault notify_master
  notify_master_rx_lower_pri notify_priority_changes notify_stop old_unicast_checksum preempt preempt_delay priority
  promote_secondaries skip_check_adv_addr smtp_alert state strict_mode thread_timer_expired track_bfd track_file
  track_interface track_process track_script track_src_ip unicast_fault_no_peer unicast_peer unicast_src_ip
  unicast_ttl use_ipvlan use_vmac use_vmac_addr v3_checksum_as_v2 version virtual_ipaddress
  virtual_ipaddress_excluded virtual_router_id virtual_routes virtual_rules virtual_rules_excluded vmac_xmit_base
  vrf`.split(/\s+/),
);

/** Keywords outside of any block that begin none. */
export const TOP_KEYWORDS: ReadonlySet<string> = new Set([
  'child_wait_time',
  'instance',
  'linkbeat_use_polling',
  'namespace_with_ipsets',
  'net_namespace',
  'net_namespace_ipvs',
  'use_pid_dir',
]);
